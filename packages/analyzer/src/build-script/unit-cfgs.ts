/**
 * Configuration of one unit of compilation: the compiler's own, what the package's build script sets by its text, what the
 * overlays say where that does not tell, and a guess for the rest.
 */
import { cfgEntry } from '@lazaret/cargo';
import type { Overlay } from '../overlays/overlay.ts';
import { likelyOn } from './likely.ts';
import type { ScriptCfgs } from './script-cfgs.ts';

/** Names that rustc itself decides; a build script that sets them changes nothing for the compiler's own cfgs. */
const RUSTC_CFGS = new Set(
  (
    'clippy debug_assertions doc doctest fmt_debug miri overflow_checks panic proc_macro relocation_model rustfmt ' +
    'sanitize sanitizer_cfi_generalize_pointers sanitizer_cfi_normalize_integers target_abi target_arch target_endian ' +
    'target_env target_family target_feature target_has_atomic target_has_atomic_equal_alignment ' +
    'target_has_atomic_load_store target_os target_pointer_width target_thread_local target_vendor test ub_checks unix ' +
    'windows bootstrap no_std'
  ).split(' '),
);

export interface UnitCfgs {
  cfg(name: string, value?: string): boolean | undefined;
  /** Only where there is a build script: without one everything is known. */
  likely?: (name: string, value?: string) => boolean;
}

/**
 * Dev profile: debug assertions and overflow checks on, unwinding, no tests. `script`: undefined where there is none; asked
 * only for names that the compiler does not decide.
 */
export function unitCfgs(
  cfgs: ReadonlySet<string>,
  script: (() => ScriptCfgs) | undefined,
  overlay: Overlay | undefined,
): UnitCfgs {
  const own = (name: string, value: string | undefined): boolean | undefined => {
    if (cfgs.has(cfgEntry(name, value))) return true;
    if (name === 'debug_assertions' || name === 'overflow_checks' || name === 'ub_checks') return value === undefined;
    return RUSTC_CFGS.has(name) || script === undefined ? false : undefined;
  };
  if (script === undefined) return { cfg: own };
  return {
    cfg(name, value) {
      const known = own(name, value);
      if (known !== undefined) return known;
      // Features are what the manifest says, but for those that the script names too.
      if (name === 'feature' && !(script().mentions(name) && script().mentions(value ?? name))) return false;
      const entry = cfgEntry(name, value);
      return script().value(entry) ?? overlay?.cfg(entry, cfgs);
    },
    likely: (name) => script().mentions(name) && likelyOn(name),
  };
}
