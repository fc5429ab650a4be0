/** Files that a unit writes, with what goes into them, and whether something that runs is one of them. */
import type { FlowCall } from '@lazaret/facts';
import type { Action } from '../actions/action.ts';
import type { CodeUnit } from '../code.ts';
import { isSoftwareHost } from '../knowledge/hosts.ts';
import { type FoldedText, shownText, wholeText } from '../values/folded.ts';
import type { ValueRef } from '../values/program-flow.ts';
import { type Trace, traceOf } from '../values/trace.ts';
import { isTransfer } from './sends.ts';

export interface Written {
  readonly action: Action;
  readonly path: readonly FoldedText[];
  readonly pathTrace: Trace | undefined;
  readonly from: 'network' | 'literal' | 'unknown';
  /** It was downloaded from where software is. */
  readonly known: boolean;
  readonly source: Action | undefined;
}

/** Bytes of a literal that can be a program or a script; shorter ones are settings. */
const PAYLOAD_MIN = 512;

export function writtenFiles(unit: CodeUnit): Written[] {
  const network = new Map(
    unit.actions.flatMap((action): (readonly [FlowCall, Action])[] => {
      if (action.kind === 'network' && action.op !== 'listen') return [[action.call.call, action]];
      return action.kind === 'command' && isTransfer(action)
        ? [
            [action.call.call, action],
            [action.made.call, action],
          ]
        : [];
    }),
  );
  return unit.actions.flatMap((action): Written[] => {
    if (action.kind === 'command' && isTransfer(action)) return downloadedBy(action);
    if (action.kind !== 'file' || action.op !== 'write') return [];
    const traces = action.given.map((ref) => traceOf(unit.flow, ref));
    // A function that downloads into a file has both ends.
    const source =
      network.get(action.call.call) ??
      traces.flatMap((trace) => trace.calls).flatMap((it) => network.get(it.call) ?? [])[0];
    const literal = traces.some((trace) => trace.literals.some((it) => it.length >= PAYLOAD_MIN));
    return [
      {
        action,
        path: action.path,
        pathTrace: action.pathRef === undefined ? undefined : traceOf(unit.flow, action.pathRef),
        from: source !== undefined ? 'network' : literal ? 'literal' : 'unknown',
        known: source !== undefined && isKnown(source),
        source,
      },
    ];
  });
}

/** `curl -o FILE`, `wget -O FILE`. */
function downloadedBy(action: Extract<Action, { kind: 'command' }>): Written[] {
  const at = action.args.findIndex((it) =>
    it.some((arg) => /^(?:-\w*[oO]|--output|--output-document|-OutFile)$/.test(shownText(arg))),
  );
  const path = at < 0 ? undefined : action.args[at + 1];
  if (path === undefined) return [];
  return [{ action, path, pathTrace: undefined, from: 'network', known: isKnown(action), source: action }];
}

function isKnown(source: Action): boolean {
  const texts = source.kind === 'network' ? source.address : source.kind === 'command' ? source.args.flat() : [];
  const urls = texts.map(shownText).filter((it) => /^(?:https?|ftp):\/\//.test(it));
  return (
    urls.length > 0 &&
    urls.every((it) => it.startsWith('https://') && isSoftwareHost(it)) &&
    texts.every((it) => it.layers.length === 0 || !/base64|xor|hex/.test(it.layers.join()))
  );
}

/** Is this value the path of that file? By what it says, or because both come from the same call. */
export function isSameFile(
  unit: CodeUnit,
  written: Written,
  texts: readonly FoldedText[],
  ref: ValueRef | undefined,
): boolean {
  const said = new Set(written.path.filter((it) => tells(it)).map((it) => plainPath(shownText(it))));
  if (texts.some((it) => said.has(plainPath(shownText(it))))) return true;
  // What was unpacked lies below the folder.
  if (
    isUnpacked(written) &&
    texts.some((it) => [...said].some((folder) => plainPath(shownText(it)).startsWith(`${folder}/`)))
  )
    return true;
  if (ref === undefined) return false;
  const trace = traceOf(unit.flow, ref);
  // The file itself was asked for its path: `file.path()`. What only writes gives nothing back that could be asked.
  const { call } = written.action.call;
  if (!GIVES_NOTHING.test(unit.callee(written.action.call)) && trace.calls.some((it) => it.call === call)) return true;
  const nearest = trace.calls.find((it) => isPathMaker(unit.callee(it)))?.call;
  return nearest !== undefined && written.pathTrace?.calls.find((it) => isPathMaker(unit.callee(it)))?.call === nearest;
}

function plainPath(text: string): string {
  return text.replace(/\0$/, '').replaceAll('\\', '/');
}

function isUnpacked({ action }: Written): boolean {
  return action.kind === 'file' && /::(?:extract|unpack|decompress|uncompress)\w*$/.test(action.function);
}

function tells(text: FoldedText): boolean {
  return wholeText(text) !== undefined || /[\w.-]{2,}$/.test(shownText(text).replace(/^\{[^}]*\}/, ''));
}

const GIVES_NOTHING = /::(?:write|write_all|write_fmt|copy|rename|hard_link|symlink|set_permissions|set_len)$/;

function isPathMaker(name: string): boolean {
  return /::(?:join|push|with_extension|with_file_name|temp_dir|tempdir|format|path|into_path|keep)$|(?:Path|PathBuf|File|Dir|Builder)::new$/.test(
    name,
  );
}
