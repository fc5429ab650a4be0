/**
 * The one way to run `git`: argument lists only, the user's and the system's configuration off, no hooks, no file system
 * monitor, no transport that can name a program, no prompts, bounded time and output. The repository may be hostile; its
 * own configuration is overridden where a key can start a program.
 */
import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { SourcesError } from '../error.ts';

/** Where and within which bounds git runs. */
export interface GitOptions {
  readonly directory: string;
  readonly timeout?: number;
  readonly maxOutput?: number;
  /** What git reads on its standard input. */
  readonly input?: string;
  /** Transports allowed besides none, e.g. `https` to fetch; nothing is needed for reading history. */
  readonly protocols?: readonly string[];
  /** Stops git when it fires. */
  readonly signal?: AbortSignal;
}

/** History of a lock file in the largest repositories takes seconds; longer means something hangs. */
const DEFAULT_TIMEOUT = 60_000;
const DEFAULT_MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * Keys of a repository's own configuration that name programs. Filters, external diffs and text conversions are named
 * freely, so commands that could use them are called with `--no-ext-diff --no-textconv` by the callers, and nothing here
 * checks out a foreign work tree.
 */
const OVERRIDES: readonly string[] = [
  'protocol.allow=never',
  'protocol.ext.allow=never',
  'protocol.file.allow=never',
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'core.editor=false',
  'core.askPass=',
  'core.sshCommand=false',
  'core.gitProxy=',
  'core.alternateRefsCommand=',
  'credential.helper=',
  'diff.external=',
  'gpg.program=false',
  'log.showSignature=false',
  'submodule.recurse=false',
  'advice.graftFileDeprecated=false',
  'uploadpack.packObjectsHook=',
];

/** Runs git and returns its standard output as bytes; every failure is a {@link SourcesError}. */
export function runGit(args: readonly string[], options: GitOptions): Promise<Buffer> {
  const network = (options.protocols ?? []).map((protocol) => `protocol.${protocol}.allow=always`);
  const settings = [...OVERRIDES, ...network].flatMap((setting) => ['-c', setting]);
  const command = ['--no-pager', '--no-optional-locks', ...settings, ...args];
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      command,
      {
        cwd: options.directory,
        env: gitEnvironment(process.env),
        timeout: options.timeout ?? DEFAULT_TIMEOUT,
        killSignal: 'SIGKILL',
        maxBuffer: options.maxOutput ?? DEFAULT_MAX_OUTPUT,
        encoding: 'buffer',
        windowsHide: true,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(gitError(error, commandOf(args), stderr.toString('utf8')));
      },
    );
    // A git that fails early closes its input; the failure itself is reported above.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

/** What git needs to run and to reach a server; nothing that changes what it runs. */
function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy', 'ALL_PROXY'];
  kept.push('GIT_SSL_CAINFO', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'CURL_CA_BUNDLE');
  const own: NodeJS.ProcessEnv = {};
  for (const key of kept) if (env[key] !== undefined) own[key] = env[key];
  return {
    ...own,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '0',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    // Grafts would tell of other parents than the commits do.
    GIT_GRAFT_FILE: devNull,
  };
}

/** The command among settings: what follows `-c` is one, and what begins with a dash. */
function commandOf(args: readonly string[]): string {
  return args.find((arg, i) => !arg.startsWith('-') && args[i - 1] !== '-c') ?? '';
}

function gitError(error: Error & { code?: unknown; killed?: boolean }, command: string, stderr: string): SourcesError {
  const options = { cause: error };
  if (error.code === 'ENOENT') {
    return new SourcesError('git-missing', 'git is not installed or not on PATH; install it to read history', options);
  }
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return new SourcesError('git-output', `git ${command} printed more than is read`, options);
  }
  if (error.killed === true || error.name === 'AbortError')
    return new SourcesError('git-timeout', `git ${command} took too long and was stopped`, options);
  const reason = stderr.trim().split('\n').slice(-3).join(' ').slice(0, 500);
  return new SourcesError('git-failed', `git ${command} failed: ${reason}`, options);
}

/** Whether a text can be given to git as a revision without being taken for an option or for more than one. */
export function isRevision(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_./@{}^~+-]{0,255}$/.test(text) && !text.includes('..');
}

/** A file as it was at a revision; undefined if it was not there. */
export async function fileAtRevision(
  directory: string,
  revision: string,
  path: string,
  maxSize: number,
): Promise<Buffer | undefined> {
  if (!isRevision(revision)) throw new SourcesError('bad-target', `\`${revision}\` is not a git revision`);
  const commit = (
    await runGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], { directory })
  )
    .toString('latin1')
    .trim();
  try {
    // `./` makes the path relative to the directory rather than to the top of the repository.
    return await runGit(['cat-file', 'blob', `${commit}:./${path}`], { directory, maxOutput: maxSize });
  } catch (error) {
    if (error instanceof SourcesError && error.code === 'git-failed') return undefined;
    throw error;
  }
}
