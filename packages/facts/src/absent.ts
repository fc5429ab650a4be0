/** A crate of which nothing is known yet: it holds a number until its facts are there. */
import type { CrateNum, LocalDef } from './ids.ts';
import { type AdtDef, type CrateFacts, DefKind, type FnSig, type ModuleScope } from './model.ts';
import type { World } from './world.ts';

const NO_SCOPE: ModuleScope = { types: new Map(), values: new Map(), macros: new Map(), unnamedTraits: [] };
const NO_ADT: AdtDef = { kind: 'struct', variants: [] };

/** Has an empty root module and no impls. Its place is taken through {@link World.replace}. */
export function absentCrate(world: World, num: CrateNum): CrateFacts {
  const { error } = world.types;
  const root = world.names.intern('');
  const sig: FnSig = {
    params: [],
    ret: error,
    hasSelf: false,
    variadic: false,
    unsafe: false,
    async: false,
    output: undefined,
    abi: 'Rust',
  };
  return {
    num,
    name: '',
    package: { name: '', version: '' },
    edition: 2021,
    unit: 'lib',
    files: [],
    externs: new Map(),
    diagnostics: [],
    defCount: () => 1,
    kind: () => DefKind.Mod,
    parent: (): LocalDef | undefined => undefined,
    defName: () => root,
    flags: () => 0,
    vis: () => true,
    span: () => ({ krate: num, file: 0, line: 0, column: 0, endLine: 0, endColumn: 0 }),
    children: () => [],
    scope: () => NO_SCOPE,
    generics: () => ({ parent: undefined, parentCount: 0, params: [] }),
    predicates: () => [],
    fnSig: () => sig,
    adt: () => NO_ADT,
    implHeader: () => ({ trait: undefined, self: error, negative: false }),
    typeOf: () => error,
    bounds: () => [],
    hiddenType: () => error,
    traitImpls: () => [],
    inherentImpls: () => [],
    body: () => undefined,
    langItems: () => new Map(),
    linkName: () => undefined,
    opaque: () => [],
    macroText: () => undefined,
  };
}
