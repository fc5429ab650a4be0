/** What leaves the machine: connections and commands that send, with what flows into them and where it goes. */
import type { CommandAction, NetworkAction } from '../actions/action.ts';
import type { CodeUnit } from '../code.ts';
import { hostOf, isLocalAddress, sinkHost } from '../knowledge/hosts.ts';
import { baseName, programKind, shellPrograms } from '../knowledge/programs.ts';
import { type FoldedText, shownText, wholeText } from '../values/folded.ts';
import type { CallRef, ValueRef } from '../values/program-flow.ts';
import { type Trace, traceOf } from '../values/trace.ts';

/** Who decides where it goes. */
type Destination =
  /** A host that anyone can have in a minute, or a bare address. */
  | 'throwaway'
  /** It is written in the package. */
  | 'fixed'
  /** Whoever calls or configures the package. */
  | 'caller'
  | 'local'
  | 'unknown';

export interface Send {
  readonly action: CommandAction | NetworkAction;
  readonly address: readonly FoldedText[];
  readonly destination: Destination;
  /** Behind all that is handed over. */
  readonly traces: readonly Trace[];
}

/** What comes out of these does not give away what went in. */
const ONE_WAY =
  /(?:^|::)(?:sign\w*|verify\w*|hmac\w*|hash\w*|digest\w*|finalize\w*|public_key|verifying_key|to_public|address|len|is_empty|contains|eq|ne|cmp|exists|is_ok|is_err|is_some|is_none)$/;

function isOneWay(unit: CodeUnit): (ref: CallRef) => boolean {
  return (ref) => ONE_WAY.test(unit.callee(ref));
}

export function sendsOf(unit: CodeUnit): Send[] {
  const out: Send[] = [];
  for (const action of unit.actions) {
    if (action.kind === 'network' && action.op !== 'listen') out.push(sendOf(unit, action, addressOf(unit, action)));
    if (action.kind === 'command' && isTransfer(action)) out.push(sendOf(unit, action, action.args.flat()));
  }
  return out;
}

/** A command that gets from or sends to the network. */
export function isTransfer(action: CommandAction): boolean {
  const programs = action.program.flatMap((it) => wholeText(it) ?? []);
  if (programs.some((it) => programKind(it) === 'transfer')) return true;
  if (programs.some((it) => baseName(it) === 'git') && isPush(action)) return true;
  if (!programs.some((it) => programKind(it) === 'shell')) return false;
  const texts = action.args.flat().map(shownText);
  return texts.some(
    (text) =>
      /\/dev\/(?:tcp|udp)\//.test(text) ||
      shellPrograms(text).some((it) => programKind(it) === 'transfer') ||
      /Invoke-WebRequest|Invoke-RestMethod|Net\.WebClient|\biwr\b|\birm\b/i.test(text),
  );
}

/** `git push URL`: a remote that is configured is its owner's. */
function isPush({ args }: CommandAction): boolean {
  const words = args.flat().map(shownText);
  return words.includes('push') && words.some((it) => hostOf(urlIn(it)) !== undefined || /^git@/.test(it));
}

/** All calls behind what is handed over: a command's own too, for its arguments may name what it reads. */
export function callsBehind({ action, traces }: Send): readonly CallRef[] {
  const own = action.kind === 'command' ? [action.call, action.made] : [action.call];
  return [...own, ...traces.flatMap((trace) => trace.calls)];
}

function sendOf(unit: CodeUnit, action: CommandAction | NetworkAction, address: readonly FoldedText[]): Send {
  const traces = action.given.map((ref) => traceOf(unit.flow, ref, isOneWay(unit)));
  return { action, address, traces, destination: destinationOf(unit, action, address) };
}

/** Its own; of a method without one, that of the connection or request it is called on. */
function addressOf(unit: CodeUnit, action: NetworkAction): readonly FoldedText[] {
  if (action.addressRef !== undefined) return action.address;
  const receiver: ValueRef | undefined =
    action.call.call.args[0] === undefined ? undefined : { flow: action.call.flow, id: action.call.call.args[0] };
  if (receiver === undefined) return [];
  const calls = new Set(traceOf(unit.flow, receiver).calls.map((it) => it.call));
  return unit.actions.flatMap((it) => (it.kind === 'network' && calls.has(it.call.call) ? it.address : []));
}

function destinationOf(
  unit: CodeUnit,
  action: CommandAction | NetworkAction,
  address: readonly FoldedText[],
): Destination {
  const texts = address.map(shownText);
  if (texts.some((it) => sinkHost(urlIn(it)) !== undefined)) return 'throwaway';
  const hosts = texts.filter((it) => hostOf(urlIn(it)) !== undefined);
  if (hosts.some((it) => !isLocalAddress(urlIn(it)))) return 'fixed';
  if (texts.some((it) => hasFixedDomain(urlIn(it)))) return 'fixed';
  if (texts.some((it) => isLocalAddress(it))) return 'local';
  if (texts.some((it) => /^\{env /.test(it))) return 'caller';
  const ref = action.kind === 'network' ? action.addressRef : action.given[0];
  return ref !== undefined && traceOf(unit.flow, ref).fromCaller ? 'caller' : 'unknown';
}

/** Only what stands before a written domain is not known: `{env TOKEN}.example.org` goes to its owner. */
function hasFixedDomain(address: string): boolean {
  const host = address.replace(/^\w+:\/\//, '').split(/[/:?#]/)[0] ?? '';
  return host.includes('{') && /\}[\w-]*(?:\.[\w-]+)*\.[\w-]+\.[a-z]{2,}$/i.test(host);
}

function urlIn(text: string): string {
  return /(?:https?|wss?|ftp|tcp):\/\/[^\s"'|;]+/.exec(text)?.[0] ?? text;
}
