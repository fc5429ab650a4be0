/** Where data worth stealing comes from: which calls of a unit read it, told by their folded arguments. */
import type { FlowCall } from '@lazaret/facts';
import type { Action, CommandAction } from '../actions/action.ts';
import type { CodeUnit } from '../code.ts';
import { isIdentityVariable, isSecretVariable, isWalletVariable } from '../knowledge/environment.ts';
import { sensitivePlace, wholeFolder } from '../knowledge/places.ts';
import { isClipboardCommand, programKind, secretCommand } from '../knowledge/programs.ts';
import { type FoldedText, shownText, wholeText } from '../values/folded.ts';
import type { CallRef, ValueRef } from '../values/program-flow.ts';
import { traceOf } from '../values/trace.ts';
import { handsOver, pathArguments } from './handed-over.ts';
import type { Send } from './sends.ts';

type SourceKind =
  /** All variables of the environment. */
  | 'environment'
  /** A variable that holds a token, password or key for a service. */
  | 'secret'
  /** A variable that holds a key that is money. */
  | 'wallet'
  /** A file with secrets. */
  | 'file'
  /** Who and where this is. */
  | 'identity'
  | 'clipboard'
  /** What is typed or shown. */
  | 'input'
  /** A password of the key ring. */
  | 'keyring'
  /** Somebody's work as a whole: the project that is built, the home folder. */
  | 'folder'
  /** Text in which keys are looked for. */
  | 'keys';

export interface Source {
  readonly kind: SourceKind;
  /** In words: `the variable AWS_SECRET_ACCESS_KEY`. */
  readonly what: string;
  /** Names of variables, to compare with who is sent them. */
  readonly names: readonly string[];
  /** Services that are sent this by right. */
  readonly service: RegExp | undefined;
  readonly call: CallRef;
  readonly action: Action | undefined;
}

const IDENTITY_CALL =
  /^<?(?:whoami|hostname|gethostname|sysinfo|sys_info|mac_address|machine_uid|local_ip_address|if_addrs|os_info|uname|nix::unistd::gethostname|libc::(?:gethostname|uname|getlogin))(?:::|$)/;
const CLIPBOARD_CALL =
  /^<?(?:arboard|clipboard|copypasta|cli_clipboard|clipboard_win|x11_clipboard|terminal_clipboard)::.*\bget\w*$/;
const INPUT_CALL =
  /^<?(?:rdev|device_query|inputbot|autopilot|livesplit_hotkey|global_hotkey|evdev|screenshots|xcap|scrap|captrs|repng|win_screenshot|screenshot|nokhwa|rscam|cpal)::.*\b(?:listen|grab|get_keys|handle_input_events|capture\w*|frame|fetch_events|read_raw|build_input_stream|capture_image)$|^libc::(?:GetAsyncKeyState|GetKeyState|SetWindowsHookEx[AW]|GetClipboardData|BitBlt)$|^(?:windows|windows_sys|winapi)::.*(?:GetAsyncKeyState|SetWindowsHookEx[AW]|GetClipboardData|BitBlt)$/;
const KEYRING_CALL =
  /^<?(?:keyring|security_framework|secret_service|libsecret|oo7|wincredentials|keytar|credential_provider)::.*\b(?:get_password|get_secret|find_generic_password|get_generic_password|find_internet_password|read_credential|unlock_and_get|search_items)$/;
const DOTENV_CALL = /^<?(?:dotenv|dotenvy|dotenvs)::(?:\w+::)*(?:vars|dotenv_iter|from_\w*iter|iter|load_iter)$/;
const REGEX_NEW = /^<?(?:regex|regex_lite|fancy_regex|onig|pcre2|lazy_regex)::(?:\w+::)*\w*Regex\w*::new$/;

/** Patterns that look for private keys, seeds and mnemonics. */
const KEY_PATTERN =
  /(?:a-f|A-F|\[\[:xdigit:\]\]|\\p\{Hex)[^\]]*\]?(?:\)|\])*\{(?:64|128|40,64|63,64|32,64|64,)\}|1-9A-HJ-NP-Za-km-z\](?:\))*\{|(?:\[a-z\]|\\w)[+{][^|]*\\s[+*]?\)*\{1[0-9]|\{2[0-3]\}|BEGIN (?:\w+ )?PRIVATE KEY|AKIA\[|gh[pousr]_|xox[baprs]/;

export function sourcesOf(unit: CodeUnit): Map<FlowCall, Source> {
  const out = new Map<FlowCall, Source>();
  const add = (source: Source): void => {
    if (!out.has(source.call.call)) out.set(source.call.call, source);
  };
  for (const action of unit.actions) for (const source of ofAction(unit, action)) add(source);
  for (const call of unit.flow.calls()) {
    const source = ofCall(unit, call) ?? ofHandedOver(unit, call);
    if (source !== undefined) add(source);
  }
  return out;
}

function ofAction(unit: CodeUnit, action: Action): Source[] {
  const base = { call: action.call, action, names: [], service: undefined };
  switch (action.kind) {
    case 'environment':
      return environmentSource(action);
    case 'file': {
      if (action.op !== 'read' && action.op !== 'list' && action.op !== 'write') return [];
      // Copying a file reads it.
      if (action.op === 'write') return [];
      const found = sensitiveFile(unit, action.call, action.path, action.pathRef);
      if (found !== undefined) return [{ ...base, kind: 'file', ...found }];
      const folder = action.op === 'read' ? folderBehind(unit, action.pathRef) : undefined;
      return folder === undefined ? [] : [{ ...base, kind: 'folder', what: folder }];
    }
    case 'command': {
      const printed = ofCommand(action);
      if (printed !== undefined) return [action.call, action.made].map((call) => ({ ...base, call, ...printed }));
      const program = action.program.map(wholeText).find((it) => it !== undefined && programKind(it) === 'identity');
      if (program !== undefined)
        return [action.call, action.made].map((call) => ({
          ...base,
          call,
          kind: 'identity',
          what: `what \`${program}\` prints`,
        }));
      const path = action.args
        .flat()
        .map(shownText)
        .map(sensitivePlace)
        .find((it) => it !== undefined);
      return path === undefined
        ? []
        : [action.call, action.made].map((call) => ({
            ...base,
            call,
            kind: 'file',
            what: path.what,
            service: path.service,
          }));
    }
    default:
      return [];
  }
}

function environmentSource(action: Extract<Action, { kind: 'environment' }>): Source[] {
  const base = { call: action.call, action, service: undefined };
  if (action.op === 'enumerate')
    return [{ ...base, kind: 'environment', what: 'all environment variables', names: [] }];
  if (action.op !== 'read') return [];
  // A list of names that is gone through reads as one text.
  const names = action.name.flatMap((it) => wholeText(it) ?? []);
  const known = names.filter((name) => isWalletVariable(name) || isSecretVariable(name));
  const what = `the variable ${names.slice(0, 3).join(', ')}`;
  if (known.some(isWalletVariable)) return [{ ...base, kind: 'wallet', what, names }];
  if (known.length > 0) return [{ ...base, kind: 'secret', what, names }];
  return names.some(isIdentityVariable) ? [{ ...base, kind: 'identity', what, names }] : [];
}

/** What a command prints: a token, what was copied, the environment, the files of the project. */
function ofCommand(action: CommandAction): { readonly kind: SourceKind; readonly what: string } | undefined {
  const first = (readings: readonly FoldedText[]) => shownText(readings[0] ?? { pieces: [], layers: [] });
  const programs = [...new Set(action.program.map(shownText))];
  const args = action.args.map(first).join(' ');
  const lines = [
    ...programs.map((program) => `${program.split(/[\\/]/).at(-1)} ${args}`),
    ...action.args
      .flat()
      .map(shownText)
      .filter((it) => it.includes(' ')),
  ];
  for (const line of lines) {
    const what = secretCommand(line);
    if (what !== undefined) return { kind: 'file', what };
    if (isClipboardCommand(line)) return { kind: 'clipboard', what: 'the clipboard' };
    if (/^(?:printenv|env)\s*$/.test(line)) return { kind: 'environment', what: 'all environment variables' };
    if (/^git\s+(?:push|bundle|archive|diff|format-patch)\b/.test(line.replace(/\s-C\s+\S+/, '')))
      return { kind: 'folder', what: 'files of the project' };
  }
  return undefined;
}

/** A path that is handed to code which is not looked at. */
function ofHandedOver(unit: CodeUnit, call: CallRef): Source | undefined {
  if (!handsOver(unit, call)) return undefined;
  const base = { call, action: undefined, names: [], service: undefined };
  for (const ref of pathArguments(call)) {
    const readings = unit.folder.texts(ref);
    const found = sensitiveFile(unit, call, readings, ref);
    if (found !== undefined) return { ...base, kind: 'file', ...found };
    const name = unit.callee(call);
    const folder = folderBehind(unit, ref) ?? (/(?:dir|all|walk)\w*$/.test(name) ? ofFolder(readings) : undefined);
    if (folder !== undefined) return { ...base, kind: 'folder', what: folder };
  }
  return undefined;
}

function ofFolder(readings: readonly FoldedText[]): string | undefined {
  return readings.map((it) => wholeFolder(shownText(it))).find((it) => it !== undefined);
}

/** The folder whose files are gone through, if that is somebody's work as a whole. */
function folderBehind(unit: CodeUnit, path: ValueRef | undefined): string | undefined {
  if (path === undefined) return undefined;
  const lists = unit.actions.filter((it) => it.kind === 'file' && it.op === 'list');
  if (lists.length === 0) return undefined;
  const calls = new Set(traceOf(unit.flow, path).calls.map((it) => it.call));
  for (const list of lists) {
    if (list.kind !== 'file' || !calls.has(list.call.call)) continue;
    const folder = ofFolder(list.path);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

/** Variables that are built into the program and sent by it. */
export function compiledSources({ action, traces }: Send): Source[] {
  const names = [...new Set(traces.flatMap((trace) => trace.compiled))];
  return names.flatMap((name): Source[] => {
    const kind = isWalletVariable(name) ? 'wallet' : isSecretVariable(name) ? 'secret' : undefined;
    if (kind === undefined) return [];
    const what = `the variable ${name} of who compiles`;
    return [{ kind, what, names: [name], service: undefined, call: action.call, action: undefined }];
  });
}

/** By its path; where that is put together, by what it is put together from; in a walk, by the names that are looked for. */
function sensitiveFile(
  unit: CodeUnit,
  call: CallRef,
  path: readonly FoldedText[],
  pathRef: ValueRef | undefined,
): { readonly what: string; readonly service: RegExp | undefined } | undefined {
  const named = (text: string) => {
    const place = sensitivePlace(text);
    return place === undefined ? undefined : { what: place.what, service: place.service };
  };
  for (const reading of path) {
    const place = named(shownText(reading));
    if (place !== undefined) return place;
  }
  if (pathRef === undefined || path.every((it) => wholeText(it) !== undefined)) return undefined;
  const trace = traceOf(unit.flow, pathRef);
  // Parts that a method of a missing crate may have joined: `dirs::home_dir()?.join(".aws").join("credentials")`.
  for (const literal of [...trace.literals, trace.literals.join('/')]) {
    const place = named(literal);
    if (place !== undefined) return place;
  }
  const walks = trace.calls.some((it) =>
    /(?:^|::)(?:read_dir|WalkDir|walkdir|ignore|glob)(?:::|$)/.test(unit.callee(it)),
  );
  if (!walks) return undefined;
  for (const text of lookedFor(unit, call)) {
    const place = named(text);
    if (place !== undefined) return { ...place, what: `${place.what}, looked for in folders` };
  }
  return undefined;
}

/** Texts that a function compares names with: its own, and the constants that it names. */
function* lookedFor(unit: CodeUnit, { flow }: CallRef): Generator<string> {
  for (const value of flow.values) {
    if (value.kind === 'text') yield value.text;
    const own = value.kind === 'item' ? unit.flow.of(value.def) : undefined;
    for (const inner of own?.values ?? []) if (inner.kind === 'text') yield inner.text;
  }
  // Arguments of comparisons that are decoded or come from elsewhere.
  for (const call of flow.calls) {
    if (!/::(?:eq|ne|ends_with|starts_with|contains)$/.test(unit.callee({ flow, call }))) continue;
    for (const id of call.args) for (const text of unit.folder.texts({ flow, id })) yield shownText(text);
  }
}

function ofCall(unit: CodeUnit, ref: CallRef): Source | undefined {
  const base = { call: ref, action: undefined, names: [], service: undefined };
  const name = unit.callee(ref);
  if (IDENTITY_CALL.test(name)) return { ...base, kind: 'identity', what: 'name of the machine or user' };
  if (CLIPBOARD_CALL.test(name)) return { ...base, kind: 'clipboard', what: 'the clipboard' };
  if (INPUT_CALL.test(name)) return { ...base, kind: 'input', what: 'what is typed or shown' };
  if (KEYRING_CALL.test(name)) return { ...base, kind: 'keyring', what: 'a password of the key ring' };
  if (DOTENV_CALL.test(name)) return { ...base, kind: 'file', what: '.env files' };
  if (!REGEX_NEW.test(name)) return undefined;
  const id = ref.call.args[0];
  const pattern =
    id === undefined
      ? undefined
      : unit.folder
          .texts({ flow: ref.flow, id })
          .map(wholeText)
          .find((it) => it !== undefined && KEY_PATTERN.test(it));
  return pattern === undefined
    ? undefined
    : { ...base, kind: 'keys', what: `text that looks like a key: ${pattern.slice(0, 60)}` };
}
