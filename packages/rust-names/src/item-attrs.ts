/**
 * What attributes on items mean to name resolution: flags, language items, link names, derives, attribute macros.
 */
import { DefFlag, type LocalDef } from '@lazaret/facts';
import { type TokenBuffer, TokenKind, type TokenRange } from '@lazaret/rust-syntax';
import { type Attr, attrList, attrValue } from './attributes.ts';
import type { CrateContext } from './context.ts';
import type { NamePath, PathSeg } from './names.ts';

/** Attributes of the language and the compiler that are no macros (rustc_feature::builtin_attrs). */
const BUILTIN: ReadonlySet<string> = new Set(
  `allow allow_internal_unsafe allow_internal_unstable alloc_error_handler automatically_derived bench cfg cfg_attr cfi_encoding
  cold collapse_debuginfo compiler_builtins const_continue const_trait coroutine coverage crate_name crate_type custom_mir
  debugger_visualizer default default_lib_allocator define_opaque deny deprecated deprecated_safe derive derive_const diagnostic
  do_not_recommend doc expect export_name export_stable feature ffi_const ffi_pure forbid fundamental global_allocator
  ignore inline instruction_set lang link link_args link_name link_ordinal link_section linkage loop_match macro_escape
  macro_export macro_use marker may_dangle must_not_suspend must_use naked needs_allocator needs_panic_runtime no_builtins
  no_core no_coverage no_implicit_prelude no_link no_main no_mangle no_sanitize no_start no_std non_exhaustive
  omit_gdb_pretty_printer_section optimize panic_handler panic_runtime path pattern_complexity_limit pin_v2 pointee
  prelude_import proc_macro proc_macro_attribute proc_macro_derive profiler_runtime recursion_limit register_tool reexport_test_harness_main
  repr sanitize should_panic simd_test stable start target_feature test test_case test_runner thread_local track_caller type_const
  type_length_limit unsafe_no_drop_flag unsafe_destructor_blind_to_params unsafe_op_in_unsafe_fn unstable unstable_feature_bound
  used warn windows_subsystem crate_id plugin plugin_registrar staged_api eii eii_declaration cfg_eval cfg_accessible
  unstable_removed assert_instr`.split(/\s+/),
);
/** First segments of attributes for tools. */
const TOOLS: ReadonlySet<string> = new Set([
  'clippy',
  'rustfmt',
  'miri',
  'diagnostic',
  'rust_analyzer',
  'rustdoc',
  'core',
  'std',
]);

function isBuiltinAttr(name: string): boolean {
  if (name.startsWith('rustc_')) return true;
  const sep = name.indexOf('::');
  if (sep < 0) return BUILTIN.has(name);
  const tool = name.slice(0, sep);
  return TOOLS.has(tool) || tool === '';
}

/** A macro named in a derive or attribute. */
export interface AttrMacro {
  readonly tokens: TokenBuffer;
  /** Tokens of its path. */
  readonly start: number;
  readonly end: number;
  /** As written: `derive(Foo)`, `#[bar]`. */
  readonly text: string;
  /** Whole attribute arguments. */
  readonly attr: Attr;
}

/** Paths in `#[derive(..)]` attributes. */
export function derivesOf(attrs: readonly Attr[]): AttrMacro[] {
  const all: AttrMacro[] = [];
  for (const attr of attrs) {
    if (!isDerive(attr.name)) continue;
    for (const { start, end } of attrList(attr).map((part) => bare(attr.tokens, part))) {
      const text = `derive(${attr.tokens.textOf({ start, end })})`;
      all.push({ tokens: attr.tokens, start, end, text, attr });
    }
  }
  return all;
}

/** Without the invisible delimiters of a macro's `$trait:ty` or `$trait:path`. */
function bare(tokens: TokenBuffer, part: TokenRange): TokenRange {
  let { start, end } = part;
  while (end - start > 2 && isInvisible(tokens.kind(start)) && tokens.skipTree(start) === end) {
    start++;
    end--;
  }
  return { start, end };
}

function isInvisible(kind: number): boolean {
  return kind >= TokenKind.OpenExpr && kind < TokenKind.CloseNone;
}

function isDerive(name: string): boolean {
  return name === 'derive' || name === 'derive_const' || /^:*(?:std|core)::prelude::v1::derive$/.test(name);
}

/** Attributes that are neither the compiler's nor a tool's: macros, or helpers of derives. */
export function attrMacrosOf(attrs: readonly Attr[]): AttrMacro[] {
  const all: AttrMacro[] = [];
  for (const attr of attrs) {
    if (isBuiltinAttr(attr.name) || isDerive(attr.name)) continue;
    all.push({ tokens: attr.tokens, start: attr.path.start, end: attr.path.end, text: `#[${attr.name}]`, attr });
  }
  return all;
}

/** Flags that attributes give an item. */
export function attrFlags(attrs: readonly Attr[]): number {
  let flags = 0;
  for (const attr of attrs) {
    switch (attr.name) {
      case 'no_mangle':
      case 'export_name':
      case 'used':
      case 'global_allocator':
      case 'panic_handler':
      case 'alloc_error_handler':
      case 'rustc_std_internal_symbol':
        flags |= DefFlag.Exported;
        break;
      case 'test':
      case 'bench':
        flags |= DefFlag.Test;
        break;
      case 'unstable':
        flags |= DefFlag.Unstable;
        break;
      case 'fundamental':
      case 'rustc_intrinsic':
        flags |= DefFlag.Intrinsic;
    }
  }
  return flags;
}

/** Records what other crates and the graph ask for by name. */
export function recordItemNames(ctx: CrateContext, def: LocalDef, attrs: readonly Attr[], foreign: boolean): void {
  for (const attr of attrs) {
    switch (attr.name) {
      case 'lang':
      case 'rustc_diagnostic_item': {
        const name = attrValue(attr);
        // A `lang` name wins over a diagnostic item of the same name.
        if (name === undefined || (attr.name !== 'lang' && ctx.langItems.has(name))) break;
        ctx.langItems.set(name, ctx.id(def));
        break;
      }
      case 'export_name':
      case 'link_name': {
        const name = attrValue(attr);
        if (name !== undefined) ctx.linkNames.set(def, name);
        break;
      }
      case 'no_mangle':
      case 'rustc_std_internal_symbol':
        if (!ctx.linkNames.has(def)) ctx.linkNames.set(def, ctx.interner.text(ctx.defs.name(def)));
    }
  }
  if (foreign && !ctx.linkNames.has(def)) ctx.linkNames.set(def, ctx.interner.text(ctx.defs.name(def)));
}

/** Path of a macro named in an attribute. */
export function attrMacroPath({ tokens, start, end }: AttrMacro): NamePath {
  const segments: PathSeg[] = [];
  let global = false;
  for (let i = start; i < end; i++) {
    const kind = tokens.kind(i);
    if (kind < 64 && kind > 0) segments.push({ name: tokens.sym(i), kind, ctx: tokens.contextOf(i) });
    else if (i === start) global = true;
  }
  return { global, segments };
}
