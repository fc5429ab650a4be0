/**
 * Functions outside of a build script: of the standard library, and of the crates that build scripts ask about the compiler
 * (autocfg, version_check, rustc_version, rustversion).
 */
import { minorOf } from './compare.ts';
import { variable } from './environment.ts';
import type { Interpreter } from './interpret.ts';
import { bool, list, NONE, some, str, UNIT, UNKNOWN, type Value } from './values.ts';

/** Undefined: not known here. */
export function callPath(run: Interpreter, names: readonly string[], args: readonly Value[]): Value | undefined {
  const last = names[names.length - 1]!;
  const owner = names[names.length - 2] ?? '';
  const [first] = args;
  if (owner === 'autocfg' || owner === 'AutoCfg') return autocfg(run, owner, last, args);
  if (owner === 'version_check' || owner === 'rustc_version' || owner === 'Channel') return version(run, last, args);
  if ((last === 'var' || last === 'var_os') && (owner === 'env' || owner === '')) {
    return first?.k === 'str' ? variable(run.env, first.v) : UNKNOWN;
  }
  if (owner === 'String' || owner === 'PathBuf' || owner === 'OsString' || owner === 'Path' || owner === 'OsStr') {
    if (last === 'from' || last === 'from_str' || last === 'new') return first ?? str('');
  }
  if (last === 'metadata' && owner === 'fs') return found(run, first);
  if (owner === 'Vec' && last === 'new') return list([]);
  if (owner === 'Version' && last === 'read' && !run.source.fns.has('read')) return some({ k: 'compiler' });
  if (owner === 'Version' && last === 'new' && !run.source.fns.has('new')) return list(args);
  return undefined;
}

function found(run: Interpreter, path: Value | undefined): Value {
  if (path?.k !== 'str' || path.v.startsWith('/')) return UNKNOWN;
  return run.env.exists(path.v) ? some(UNKNOWN) : NONE;
}

function version(run: Interpreter, name: string, args: readonly Value[]): Value | undefined {
  const text = args[0]?.k === 'str' ? minorOf(args[0].v) : undefined;
  const { rustMinor } = run.env;
  switch (name) {
    case 'is_min_version':
      return text === undefined ? UNKNOWN : some(bool(rustMinor >= text));
    case 'is_max_version':
      return text === undefined ? UNKNOWN : some(bool(rustMinor <= text));
    case 'is_exact_version':
      return text === undefined ? UNKNOWN : some(bool(rustMinor === text));
    case 'supports_feature':
    case 'is_nightly':
    case 'is_dev':
      return name === 'supports_feature' ? some(bool(false)) : some(bool(false));
    case 'triple':
      return some(list([{ k: 'compiler' }, { k: 'compiler' }, UNKNOWN]));
    case 'version':
    case 'version_meta':
    case 'read':
      return some({ k: 'compiler' });
    default:
      return undefined;
  }
}

function autocfg(run: Interpreter, owner: string, name: string, args: readonly Value[]): Value | undefined {
  const [first] = args;
  if (name === 'new' || name === 'with_dir') return owner === 'autocfg' ? { k: 'autocfg' } : some({ k: 'autocfg' });
  if (name === 'emit') {
    if (first?.k === 'str') run.emitted.set(first.v, run.certain);
    else run.emitted.anything = true;
    return UNIT;
  }
  return /^(?:rerun_|emit_possibility)/.test(name) ? UNIT : undefined;
}

/**
 * Methods of `autocfg::AutoCfg`. Probes of paths of the standard library hold, because scripts ask for what is there since
 * some version; expressions and unstable things are not judged.
 */
export function autocfgMethod(run: Interpreter, name: string, args: readonly Value[]): Value | undefined {
  const [first, second] = args;
  if (name === 'emit_rustc_version' || name === 'probe_rustc_version') {
    if (first?.k !== 'int' || second?.k !== 'int') return UNKNOWN;
    const holds = run.env.rustMinor >= second.v && first.v === 1;
    if (name === 'probe_rustc_version') return bool(holds);
    if (holds) run.emitted.set(`rustc_${first.v}_${second.v}`, run.certain);
    return UNIT;
  }
  const kind = /^(emit|probe)_(?:has_)?(path|trait|type|sysroot_crate|expression|constant)(_cfg)?$/.exec(name);
  if (kind === null) return undefined;
  const text = first?.k === 'str' ? first.v : undefined;
  const holds = probe(kind[2]!, text, run);
  if (kind[1] === 'probe') return holds === undefined ? UNKNOWN : bool(holds);
  const cfg = kind[3] !== undefined ? (second?.k === 'str' ? second.v : undefined) : text && `has_${mangle(text)}`;
  if (cfg === undefined) run.emitted.anything = true;
  else if (holds !== false) run.emitted.set(cfg, holds === true && run.certain);
  return UNIT;
}

/** 128-bit atomics, intrinsics and portable SIMD have been unstable for as long as anyone probes. */
const UNSTABLE = /Atomic[IU]128|::intrinsics::|\bsimd::|core_intrinsics/;
const PRIMITIVE = /^[iu](?:8|16|32|64|128|size)$/;
const STD = /^(?:::)?(?:core|std|alloc)\b/;

function probe(kind: string, text: string | undefined, run: Interpreter): boolean | undefined {
  if (text === undefined || kind === 'expression' || kind === 'constant') return undefined;
  if (UNSTABLE.test(text)) return undefined;
  if (kind === 'sysroot_crate')
    return text === 'std' ? hasStd(run) : text === 'core' || text === 'alloc' ? true : undefined;
  return STD.test(text) || PRIMITIVE.test(text) || /^[A-Z]\w*$/.test(text) ? true : undefined;
}

function hasStd(run: Interpreter): boolean | undefined {
  return run.env.targetCfgs.has('target_os="none"') ? undefined : true;
}

/** As autocfg makes names of configuration: everything but letters and digits is `_`. */
function mangle(text: string): string {
  return [...text]
    .map((char) => (/[A-Za-z0-9]/.test(char) ? char : char === '&' ? 'ref' : char === '*' ? 'ptr' : '_'))
    .join('');
}
