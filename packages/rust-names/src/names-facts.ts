/**
 * Facts of a crate of which only names are wanted: the names half of {@link CrateFacts}; types are unknown and bodies absent.
 */
import type { CrateFacts, DefId, FnSig, Generics, ImplHeader } from '@lazaret/facts';
import type { CrateNames } from './names.ts';

const NO_GENERICS: Generics = { parent: undefined, parentCount: 0, params: [] };

/** The part of the facts that name resolution alone answers; to spread into a complete implementation. */
export function namesFacts(names: CrateNames): CrateFacts {
  const { error } = names.world.types;
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
  const header: ImplHeader = { trait: undefined, self: error, negative: false };
  return {
    num: names.num,
    name: names.input.name,
    package: names.input.package,
    edition: names.input.edition,
    unit: names.input.unit,
    files: names.files,
    externs: names.externs,
    diagnostics: names.diagnostics,
    defCount: () => names.defCount(),
    kind: (def) => names.kind(def),
    parent: (def) => names.parent(def),
    defName: (def) => names.defName(def),
    flags: (def) => names.flags(def),
    vis: (def) => names.vis(def),
    span: (def) => names.span(def),
    children: (def) => names.children(def),
    scope: (def) => names.scope(def),
    generics: () => NO_GENERICS,
    predicates: () => [],
    fnSig: () => sig,
    adt: () => ({ kind: 'struct', variants: [] }),
    implHeader: () => header,
    typeOf: () => error,
    bounds: () => [],
    hiddenType: (): typeof error => error,
    traitImpls: () => names.traitImpls(),
    inherentImpls: () => names.inherentImpls(),
    body: () => undefined,
    langItems: (): ReadonlyMap<string, DefId> => names.langItems(),
    linkName: (def) => names.linkName(def),
    opaque: () => names.opaque(),
    macroText: (def) => names.macroText(def),
  };
}
