/**
 * Where programs start. A binary at `main`; a library wherever code that uses it can enter: its publicly visible functions,
 * the trait impls that others can call through, its exported symbols and destructors.
 */
import { type CrateNum, DefFlag, type DefId, DefKind, defId, type LocalDef, TyKind, type World } from '@lazaret/facts';
import type { Entry, EntryReason } from './api.ts';

/** Entry points of a crate, by what kind of unit it is; in order of DefId. */
export function entryPoints(world: World, num: CrateNum): Entry[] {
  const krate = world.crate(num);
  switch (krate.unit) {
    case 'bin':
    case 'example':
      return mainEntries(world, num, 'main');
    case 'build-script':
      return mainEntries(world, num, 'build-script');
    case 'proc-macro':
      return flagged(world, num, (kind) => kind === DefKind.ProcMacro, 'proc-macro');
    case 'test':
    case 'bench': {
      const tests = flagged(world, num, (kind, flags) => kind === DefKind.Fn && (flags & DefFlag.Test) !== 0, 'test');
      return [...tests, ...mainEntries(world, num, 'main')];
    }
    case 'lib':
      return libraryEntries(world, num);
  }
}

function flagged(
  world: World,
  num: CrateNum,
  is: (kind: DefKind, flags: number) => boolean,
  reason: EntryReason,
): Entry[] {
  const krate = world.crate(num);
  const out: Entry[] = [];
  const count = krate.defCount();
  for (let i = 0; i < count; i++) {
    const local = i as LocalDef;
    if (is(krate.kind(local), krate.flags(local))) out.push({ def: defId(num, local), reason });
  }
  return out;
}

/** `main` by name in the root's scope (it may be imported), and what the runtime does with its result. */
function mainEntries(world: World, num: CrateNum, reason: EntryReason): Entry[] {
  const name = world.names.intern('main');
  const scope = world.crate(num).scope(0 as LocalDef);
  const main = scope.values.get(name)?.def;
  if (main === undefined || world.kind(main) !== DefKind.Fn) return [];
  const entries: Entry[] = [{ def: main, reason }];
  const termination = world.langItem('termination');
  const report = termination && world.children(termination).find((child) => world.kind(child) === DefKind.Fn);
  const { ret } = world.fnSig(main);
  // `main`'s result is reported through `Termination`, which prints the error of a `Result` with its `Debug`.
  if (report !== undefined && world.types.kind(ret) !== TyKind.Coroutine) {
    entries.push({ def: report, args: [ret], reason });
  }
  return entries;
}

function libraryEntries(world: World, num: CrateNum): Entry[] {
  const krate = world.crate(num);
  const found = new Map<DefId, EntryReason>();
  const add = (def: DefId, reason: EntryReason): void => {
    if (!found.has(def)) found.set(def, reason);
  };
  const reachable = publicDefs(world, num);
  for (const def of reachable) addPublic(world, def, add);
  for (const impl of krate.inherentImpls()) addInherent(world, defId(num, impl), add);
  for (const { impl } of krate.traitImpls()) addImpl(world, defId(num, impl), add);
  const count = krate.defCount();
  for (let i = 0; i < count; i++) {
    const local = i as LocalDef;
    if ((krate.flags(local) & DefFlag.Exported) !== 0) add(defId(num, local), 'exported');
  }
  return [...found].sort(([a], [b]) => a - b).map(([def, reason]) => ({ def, reason }));
}

/** Everything that other crates can name through public modules and re-exports. */
export function publicDefs(world: World, num: CrateNum): Set<DefId> {
  const seen = new Set<DefId>();
  const queue: DefId[] = [defId(num, 0 as LocalDef)];
  seen.add(queue[0]!);
  for (let at = 0; at < queue.length; at++) {
    const mod = queue[at]!;
    const kind = world.kind(mod);
    if (kind !== DefKind.Mod) continue;
    const scope = world.scope(mod);
    for (const names of [scope.types, scope.values]) {
      for (const entry of names.values()) {
        if (entry.vis !== true || seen.has(entry.def)) continue;
        seen.add(entry.def);
        // Modules of other crates are theirs to enter.
        if (world.kind(entry.def) !== DefKind.Mod || isOwn(world, entry.def, num)) queue.push(entry.def);
      }
    }
  }
  return seen;
}

function isOwn(world: World, def: DefId, num: CrateNum): boolean {
  return world.crateOfDef(def).num === num;
}

function addPublic(world: World, def: DefId, add: (def: DefId, reason: EntryReason) => void): void {
  const kind = world.kind(def);
  // A function of another crate that is re-exported is callable through this one.
  if (kind === DefKind.Fn || kind === DefKind.Const || kind === DefKind.Static) add(def, 'public');
  else if (kind === DefKind.Trait) {
    for (const child of world.children(def)) {
      if (world.kind(child) === DefKind.Fn && (world.flags(child) & DefFlag.HasBody) !== 0) add(child, 'public');
    }
  }
}

/** Methods of any type are counted where they are `pub`: values of private types leave a crate through public functions. */
function addInherent(world: World, impl: DefId, add: (def: DefId, reason: EntryReason) => void): void {
  for (const child of world.children(impl)) {
    if (world.vis(child) === true && isCode(world.kind(child))) add(child, 'public');
  }
}

function addImpl(world: World, impl: DefId, add: (def: DefId, reason: EntryReason) => void): void {
  if ((world.flags(impl) & DefFlag.Negative) !== 0) return;
  for (const child of world.children(impl)) if (isCode(world.kind(child))) add(child, 'trait-impl');
}

function isCode(kind: DefKind): boolean {
  return kind === DefKind.Fn || kind === DefKind.AssocConst;
}
