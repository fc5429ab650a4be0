/** A repository on this machine that a user names: a work tree, its `.git`, or a bare one. It may be anybody's. */
import { join } from 'node:path';
import { SourcesError } from '../error.ts';
import { entryAt, readRegularText } from '../files/read.ts';
import { type GitOptions, runGit } from './git.ts';

export interface LocalRepository {
  /** The git directory. */
  readonly directory: string;
  readonly shallow: boolean;
  run(args: readonly string[], options?: Omit<GitOptions, 'directory'>): Promise<Buffer>;
}

const MAX_CONFIG = 1024 * 1024;

/** Opens a repository for reading; throws where it is none or borrows objects from elsewhere. */
export async function openLocalRepository(path: string): Promise<LocalRepository> {
  const directory = await gitDirectory(path);
  for (const name of ['alternates', 'http-alternates']) {
    if (entryAt(join(directory, 'objects', 'info', name)) === undefined) continue;
    const message = `${path} takes objects from other folders (objects/info/${name}), which is not followed; give a full clone`;
    throw new SourcesError('git-failed', message);
  }
  const shallow = (readRegularText(join(directory, 'shallow'), MAX_CONFIG) ?? '').trim() !== '';
  return {
    directory,
    shallow,
    run: (args, options = {}) => runGit([`--git-dir=${directory}`, ...args], { ...options, directory }),
  };
}

async function gitDirectory(path: string): Promise<string> {
  if (entryAt(path)?.isDirectory() !== true) throw new SourcesError('not-found', `there is no folder ${path}`);
  try {
    const found = (await runGit(['rev-parse', '--absolute-git-dir'], { directory: path })).toString('utf8').trim();
    const common = (await runGit(['rev-parse', '--path-format=absolute', '--git-common-dir'], { directory: path }))
      .toString('utf8')
      .trim();
    return common === '' ? found : common;
  } catch (error) {
    if (!(error instanceof SourcesError) || error.code === 'git-missing') throw error;
    throw new SourcesError('git-failed', `${path} is no git repository that can be read: ${error.message}`, {
      cause: error,
    });
  }
}
