/** Where data worth stealing comes from: which calls of a unit read it, told by their folded arguments. */
import type { FlowCall } from '@lazaret/facts';
import type { Action, FileAction } from '../actions/action.ts';
import type { CodeUnit } from '../code.ts';
import { isIdentityVariable, isSecretVariable, isWalletVariable } from '../knowledge/environment.ts';
import { sensitivePlace } from '../knowledge/places.ts';
import { programKind } from '../knowledge/programs.ts';
import { shownText, wholeText } from '../values/folded.ts';
import type { CallRef } from '../values/program-flow.ts';
import { traceOf } from '../values/trace.ts';

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
    const source = ofCall(unit, call);
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
      const found = sensitiveFile(unit, action);
      return found === undefined ? [] : [{ ...base, kind: 'file', ...found }];
    }
    case 'command': {
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

/** By its path; where that is put together, by what it is put together from; in a walk, by the names that are looked for. */
function sensitiveFile(
  unit: CodeUnit,
  action: FileAction,
): { readonly what: string; readonly service: RegExp | undefined } | undefined {
  const named = (text: string) => {
    const place = sensitivePlace(text);
    return place === undefined ? undefined : { what: place.what, service: place.service };
  };
  if (action.op === 'write') return undefined;
  for (const reading of action.path) {
    const place = named(shownText(reading));
    if (place !== undefined) return place;
  }
  if (action.pathRef === undefined || action.path.every((it) => wholeText(it) !== undefined)) return undefined;
  const trace = traceOf(unit.flow, action.pathRef);
  // Parts that a method of a missing crate may have joined: `dirs::home_dir()?.join(".aws").join("credentials")`.
  for (const literal of [...trace.literals, trace.literals.join('/')]) {
    const place = named(literal);
    if (place !== undefined) return place;
  }
  const walks = trace.calls.some((it) =>
    /::(?:read_dir|WalkDir|walkdir|glob)(?:::|$)/.test(unit.folder.callee(it.call)),
  );
  if (!walks) return undefined;
  for (const value of action.call.flow.values) {
    const place = value.kind === 'text' ? named(value.text) : undefined;
    if (place !== undefined) return { ...place, what: `${place.what}, looked for in folders` };
  }
  return undefined;
}

function ofCall(unit: CodeUnit, ref: CallRef): Source | undefined {
  const base = { call: ref, action: undefined, names: [], service: undefined };
  const name = unit.callee(ref);
  if (IDENTITY_CALL.test(name)) return { ...base, kind: 'identity', what: 'name of the machine or user' };
  if (CLIPBOARD_CALL.test(name)) return { ...base, kind: 'clipboard', what: 'the clipboard' };
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
