/** `lazaret why`: who brings a package into the build, with which features, kind and target; or why it is not built. */
import { Argument, Command } from '@commander-js/extra-typings';
import { type Build, BuildReason, type LockFile, type Unit } from '@lazaret/cargo';
import { Exit } from '../exit.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { loadRun } from '../load/run.ts';
import { findLocked } from './locked.ts';
import { addBuildOptions, type BuildFlags } from './options.ts';
import { addOutputOptions, type OutputFlags, type Page, pageOf, wantsJson } from './page.ts';

/** Why a package is locked but not built, and how to see it built. */
const NOT_BUILT: Readonly<Record<BuildReason, string>> = {
  [BuildReason.linked]: 'it is linked',
  [BuildReason.buildOnly]: 'only build scripts and macros use it',
  [BuildReason.devOnly]: 'only tests, examples and benches depend on it (--dev counts them)',
  [BuildReason.featureOff]: 'it is optional and nothing turns its feature on (see --features, --all-features)',
  [BuildReason.cfgOff]: 'only other targets depend on it (see --target)',
  [BuildReason.notSelected]: 'only packages that were not chosen depend on it (see --package)',
  [BuildReason.unused]: 'nothing that could be built depends on it',
};

/** Lines of one tree; a package in a hundred places is printed once in full, but each place takes a line. */
const LINES_MAX = 10_000;

/** Somebody who depends on a unit. */
interface Dependent {
  readonly unit: number;
  readonly kind: string;
  readonly key: string;
  readonly targets: readonly string[];
}

/** The inverse of the build's dependency edges. */
function dependentsOf(units: readonly Unit[]): Dependent[][] {
  const dependents: Dependent[][] = units.map(() => []);
  for (const [index, unit] of units.entries()) {
    for (const { unit: to, kind, key, targets } of unit.dependencies)
      dependents[to]!.push({ unit: index, kind, key, targets });
  }
  return dependents;
}

/** What is printed of one package. */
interface WhyView {
  readonly lock: LockFile;
  readonly build: Build;
  readonly package: number;
}

export function whyCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('why')
    .summary('who brings a package into the build')
    .description(
      'Shows who depends on a package in the resolved build, down to the own packages, with features, kinds and targets;\n' +
        'for a package that is locked but not built, why it is not.',
    )
    .addArgument(new Argument('<crate>', 'NAME or NAME@VERSION'))
    .addArgument(new Argument('[target]', 'folder, Cargo.lock, FILE.crate or NAME@VERSION').default('.'));
  return (addOutputOptions(addBuildOptions(command) as unknown as Command) as unknown as Command).action(
    async (...args: unknown[]) => {
      const [spec, target, flags] = args as [string, string, BuildFlags & OutputFlags];
      const run = await loadRun(target, flags, { sources: 'none', yanked: false }, io);
      run.session.close();
      const { lock } = run.input;
      const views = findLocked(lock, spec).map((index): WhyView => ({ lock, build: run.plan.build, package: index }));
      if (wantsJson(flags)) io.out(jsonText({ packages: views.map(whyJson) }, 2));
      else {
        const page = pageOf(flags, io);
        for (const view of views) whyLines(page, view);
        io.out(page.text);
      }
      done(Exit.Clean);
    },
  );
}

/** The package and everything above it, as a graph. */
function whyJson({ lock, build, package: index }: WhyView): object {
  const { name, version, source } = lock.packages[index]!;
  const status = build.packages[index]!;
  const dependents = dependentsOf(build.units);
  const seen = new Set<number>();
  const queue = build.units.flatMap((unit, at) => (unit.package === index ? [at] : []));
  const roots = [...queue];
  for (const at of queue) {
    if (seen.has(at)) continue;
    seen.add(at);
    queue.push(...dependents[at]!.map((it) => it.unit));
  }
  const units = [...seen].sort((a, b) => a - b);
  const number = new Map(units.map((unit, at) => [unit, at]));
  return {
    package: name,
    version,
    source: source?.text ?? '',
    built: status.built,
    reason: status.reason,
    known: status.known,
    units: units.map((at) => ({
      package: specOf(lock, build.units[at]!.package),
      kind: build.units[at]!.kind,
      features: [...build.units[at]!.features],
      targets: build.units[at]!.targets,
      asked: roots.includes(at),
      own: build.units[at]!.isRoot,
      dependents: dependents[at]!.map(({ unit, ...rest }) => ({ unit: number.get(unit), ...rest })),
    })),
    lockedBy: lockedBy(lock, index).map((by) => specOf(lock, by)),
  };
}

function whyLines(page: Page, view: WhyView): void {
  const { lock, build, package: index } = view;
  const status = build.packages[index]!;
  if (!status.built) {
    page.line(
      `${page.paint('bold', specOf(lock, index))} is locked, but not in this build: ${NOT_BUILT[status.reason]}.`,
    );
    page.line('In the lock file it is there for:');
    new Tree(page, (at) => lockedBy(lock, at).map((by) => ({ to: by, label: specOf(lock, by), note: '' }))).print(
      index,
    );
    return;
  }
  if (!status.known) page.line('Not all manifests are at hand: what follows may be more than what is built.');
  const dependents = dependentsOf(build.units);
  const tree = new Tree(page, (at) =>
    dependents[at]!.map((it) => ({ to: it.unit, label: unitLabel(view, it.unit), note: edgeNote(view, at, it) })),
  );
  for (const [at, unit] of build.units.entries()) {
    if (unit.package !== index) continue;
    page.line(page.paint('bold', unitLabel(view, at)));
    tree.print(at);
  }
}

function specOf(lock: LockFile, index: number): string {
  const { name, version } = lock.packages[index]!;
  return `${name}@${version}`;
}

function lockedBy(lock: LockFile, index: number): number[] {
  return lock.packages.flatMap((locked, at) => (locked.dependencies.includes(index) ? [at] : []));
}

function unitLabel({ lock, build }: WhyView, at: number): string {
  const unit = build.units[at]!;
  const host = unit.isProcMacro ? ' (procedural macro)' : unit.kind === 'host' ? ' (at build time)' : '';
  const features = unit.features.size === 0 ? '' : ` [${[...unit.features].join(', ')}]`;
  return `${specOf(lock, unit.package)}${host}${features}`;
}

/** Only what is not ordinary: a kind, a new name, a part of the targets. */
function edgeNote({ lock, build }: WhyView, at: number, { kind, key, targets }: Dependent): string {
  const name = lock.packages[build.units[at]!.package]!.name.replaceAll('-', '_');
  const all = build.units[at]!.targets.length;
  const notes = [
    ...(kind === 'normal' ? [] : [`${kind} dependency`]),
    ...(key.replaceAll('-', '_') === name ? [] : [`as ${key}`]),
    ...(targets.length < all ? [`for ${targets.join(', ')}`] : []),
  ];
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}

interface Branch {
  readonly to: number;
  readonly label: string;
  readonly note: string;
}

/** Prints what is above a node as an indented tree; a subtree that was printed before is only named, with `(*)`. */
class Tree {
  readonly #page: Page;
  readonly #branches: (node: number) => readonly Branch[];
  readonly #printed = new Set<number>();
  #lines = 0;

  constructor(page: Page, branches: (node: number) => readonly Branch[]) {
    this.#page = page;
    this.#branches = branches;
  }

  /** With a stack of its own: a lock file may nest deeper than calls can. */
  print(root: number): void {
    const open = (node: number, prefix: string) => ({ prefix, branches: this.#branches(node), at: 0 });
    this.#printed.add(root);
    const stack = [open(root, '')];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const branch = top.branches[top.at++];
      if (branch === undefined) {
        stack.pop();
        continue;
      }
      if (++this.#lines > LINES_MAX) {
        this.#page.line('… the rest is left out');
        return;
      }
      const last = top.at === top.branches.length;
      const again = this.#printed.has(branch.to) && this.#branches(branch.to).length > 0;
      const mark = again ? ' (*)' : '';
      this.#page.line(
        `${top.prefix}${last ? '└── ' : '├── '}${branch.label}${this.#page.paint('dim', branch.note)}${mark}`,
      );
      if (again) continue;
      this.#printed.add(branch.to);
      stack.push(open(branch.to, `${top.prefix}${last ? '    ' : '│   '}`));
    }
  }
}
