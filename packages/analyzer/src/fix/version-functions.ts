/** One version of a package as functions and headers, for the comparison with another version of it. */
import { LineIndex } from '@lazaret/base';
import type { FnToken, HeaderToken, VersionFunctions } from '@lazaret/facts';
import type { PackageText } from '../program-input.ts';
import { Collector, type FoundFn } from './collect.ts';
import { walkPackage } from './crate-walk.ts';
import { NamedCallees } from './named-callees.ts';
import { PublicNames } from './reachable-names.ts';
import { hashTexts, tokenTexts } from './token-stream.ts';

/** Every function, macro and type header of a package, whatever its features and targets; callees by name. */
export function versionFunctions(version: string, text: PackageText): VersionFunctions {
  const collected = new Collector();
  const { texts } = walkPackage(text, collected);
  const publicNames = new PublicNames(collected);
  const homes = typeHomes(collected);
  const lines = new Map<number, LineIndex>();
  const lineOf = ({ place, offset }: FoundFn): number => {
    let index = lines.get(place.source);
    if (index === undefined) lines.set(place.source, (index = new LineIndex(texts.text(place.source))));
    return index.line(offset);
  };
  const calls = new NamedCallees(collected.functions);
  const ids = collected.functions.map(identity);
  const functions = collected.functions.map((fn, at): FnToken => {
    const tokens = () => tokenTexts(fn.tree.tokens, fn.range);
    return {
      id: ids[at]!,
      module: fn.place.module,
      selfType: fn.selfType,
      trait: fn.trait,
      name: fn.name,
      path: advisoryPath(fn, homes),
      ownerType: fn.selfType ?? fn.trait,
      tokenHash: hashTexts(tokens()),
      tokens,
      public: publicNames.isPublic(fn),
      get callees() {
        return [...new Set([...calls.of(fn)].map((target) => ids[target]!))];
      },
      file: fn.place.file,
      line: lineOf(fn),
      isTest: false,
    };
  });
  return { version, functions, headers: collected.headers.map(headerToken) };
}

function headerToken({ kind, module, owner, hash }: Collector['headers'][number]): HeaderToken {
  return { id: `${kind} ${inModule(module, owner)}`, owner, hash };
}

function inModule(module: string, name: string): string {
  return module === '' ? name : `${module}::${name}`;
}

/** `module::Type::name`, `module::<Type as Trait>::name`; a trait's own default body is `module::Trait::name`. */
function identity({ place, selfType, trait, name }: FoundFn): string {
  const owner = selfType !== null && trait !== null ? `<${selfType} as ${trait}>` : (selfType ?? trait);
  return inModule(place.module, owner === null ? name : `${owner}::${name}`);
}

/** Modules of types and traits that have only one home. */
function typeHomes(collected: Collector): Map<string, string | undefined> {
  const homes = new Map<string, string | undefined>();
  for (const { name, module } of collected.types) {
    if (!homes.has(name)) homes.set(name, module);
    else if (homes.get(name) !== module) homes.set(name, undefined);
  }
  return homes;
}

function advisoryPath(fn: FoundFn, homes: ReadonlyMap<string, string | undefined>): string {
  // `#[macro_export]` puts a macro at the root.
  if (fn.macro) return fn.name;
  // What implements a trait for slices, for all types or in a macro has no name of its own: the trait's stands for it.
  const named =
    fn.selfType !== null && /^\w+$/.test(fn.selfType) && (homes.has(fn.selfType) || !homes.has(fn.trait ?? ''));
  const owner = named ? fn.selfType : fn.trait;
  if (owner === null) return inModule(fn.place.module, fn.name);
  return inModule(homes.get(owner) ?? fn.place.module, `${owner}::${fn.name}`);
}
