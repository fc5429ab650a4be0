/**
 * What a version is built with, and scans of these packages by themselves: a crate that depends on a bad one is bad, so those
 * that are new, unpopular or unknown are looked at as if they were scanned. Each is analysed with the versions that were
 * chosen for the subject. Their own dependencies need no deeper recursion: they are in the closure too.
 */
import { DependencyKind } from '@lazaret/cargo';
import { type AnalyseInput, analysePackage } from './analyse.ts';
import type { Check } from './check.ts';
import type { CodeFacts } from './code.ts';
import type { ClosurePackage, CratePackage, DependencyScan, ScanContext } from './context.ts';
import { scan } from './scan.ts';
import type { Policy } from './verdict/policy.ts';

/** Packages scanned for one subject; checks ask for the most suspicious first. */
const SCANS_MAX = 12;

/** All packages below the subject in breadth-first order: paths are the shortest. */
export function closureOf(input: Pick<AnalyseInput, 'lock' | 'member' | 'texts' | 'lines'>): ClosurePackage[] {
  const { lock, member } = input;
  const paths = new Map<number, readonly string[]>([[member, []]]);
  const seen = new Set<string>();
  const atBuild = new Set<number>();
  const queue: { readonly index: number; readonly build: boolean }[] = [{ index: member, build: false }];
  for (let at = 0; at < queue.length; at++) {
    const { index, build } = queue[at]!;
    const macro = input.texts.get(index)?.manifest.targets.some((it) => it.procMacro) === true;
    for (const next of lock.packages[index]!.dependencies) {
      const { name } = lock.packages[next]!;
      const below = build || macro || isForBuild(input, index, name);
      const key = `${next} ${below}`;
      if (next === member || seen.has(key)) continue;
      seen.add(key);
      if (below) atBuild.add(next);
      if (!paths.has(next)) paths.set(next, [...paths.get(index)!, name]);
      queue.push({ index: next, build: below });
    }
  }
  paths.delete(member);
  return [...paths].map(([index, path]) => {
    const { name, version } = lock.packages[index]!;
    return { name, version, path, atBuild: atBuild.has(index) };
  });
}

function isForBuild({ texts, lines }: Pick<AnalyseInput, 'texts' | 'lines'>, index: number, name: string): boolean {
  const declared =
    texts.get(index)?.manifest.dependencies.map((it) => ({ name: it.package, kind: it.kind })) ??
    lines.get(index)?.dependencies.map((it) => ({ name: it.package ?? it.name, kind: it.kind })) ??
    [];
  return declared.some((it) => it.name === name && it.kind === DependencyKind.build);
}

/** The context with its closure, whose packages checks may have scanned. */
export function withClosure(
  context: ScanContext,
  input: AnalyseInput,
  checks: readonly Check[],
  policy?: Policy,
): ScanContext {
  // Names, owners and dates of dependencies are looked at from the subject; here it is about what they are.
  const own = checks.filter(({ group }) => group !== 'metadata' && group !== 'name');
  const done = new Map<string, DependencyScan | undefined>();
  const scanOf = (name: string, version: string): DependencyScan | undefined => {
    const key = `${name} ${version}`;
    if (!done.has(key) && done.size < SCANS_MAX) done.set(key, scanDependency(name, version));
    return done.get(key);
  };
  const scanDependency = (name: string, version: string): DependencyScan | undefined => {
    const subject = context.registry.package(name, version);
    const member = input.lock.packages.findIndex((it) => it.name === name && it.version === version);
    if (subject === undefined || member < 0 || member === input.member) return undefined;
    const its = dependencyContext(context, subject, { ...input, member });
    const { verdict, findings } = scan(its, own, policy);
    return { subject, code: its.code, verdict, findings };
  };
  return { ...context, closure: closureOf(input), scanOf };
}

function dependencyContext(context: ScanContext, subject: CratePackage, input: AnalyseInput): ScanContext {
  let code: CodeFacts | undefined;
  const { now, registry, metadata, corpus, ages, advisories } = context;
  return {
    subject,
    previous: undefined,
    previousCode: undefined,
    now,
    registry,
    metadata,
    corpus,
    get code() {
      code ??= analysePackage(input);
      return code;
    },
    ...(ages === undefined ? {} : { ages }),
    ...(advisories === undefined ? {} : { advisories }),
  };
}
