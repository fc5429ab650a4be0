/**
 * A key for the verdicts of a plan: everything they depend on, by content. Two plans with the same key have the same
 * verdicts, so those of an earlier run can be taken. Times, ignores, gates and baselines are not part of it: they are
 * applied to verdicts afterwards.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Candidate } from './candidates.ts';
import type { AuditInput } from './input.ts';
import type { AuditPlan } from './plan.ts';

/** Packages whose content no checksum of the lock file vouches for: their files go into the key. */
export function uncheckedPackages(input: AuditInput, plan: AuditPlan): number[] {
  return plan.sources.filter((index) => input.lock.packages[index]!.checksum === undefined);
}

/**
 * The key. `engine` names the analyser and the facts it starts from: whatever changes them must change it. The files of
 * {@link uncheckedPackages} must be readable.
 */
export function verdictKey(input: AuditInput, plan: AuditPlan, engine: string): string {
  const hash = createHash('sha256');
  const add = (...parts: readonly (string | number | boolean | undefined)[]) =>
    hash.update(`${JSON.stringify(parts)}\n`);
  add(engine, input.host, input.dev, ...Object.values(input.roots));
  add(...input.targets);
  add(JSON.stringify(input.models ?? []));
  const { packages } = input.lock;
  for (const [index, { name, version, source, checksum }] of packages.entries()) {
    add(index, name, version, source?.text, checksum, input.missing.get(index), input.packages.get(index)?.ownFolder);
  }
  for (const unit of plan.build.units) {
    const dependencies = unit.dependencies.map((d) => [d.key, d.unit, d.kind, ...d.targets].join(' '));
    add(
      unit.package,
      unit.kind,
      unit.isRoot,
      unit.known,
      [...unit.features].sort().join(','),
      ...unit.targets,
      ...dependencies,
    );
  }
  plan.build.packages.forEach((status) => {
    add(status.built, status.reason, status.known);
  });
  for (const candidate of plan.candidates) addCandidate(input, candidate, add);
  for (const index of uncheckedPackages(input, plan)) addFiles(input, index, hash);
  return hash.digest('hex');
}

function addCandidate(
  input: AuditInput,
  candidate: Candidate,
  add: (...parts: readonly (string | number | boolean | undefined)[]) => void,
): void {
  const { advisory, kind, otherPlatform } = candidate;
  const inferred = advisory && input.inferred(advisory.id, candidate.package);
  add(
    advisory?.id,
    candidate.package,
    kind,
    otherPlatform,
    JSON.stringify(candidate.functions),
    JSON.stringify(inferred),
  );
}

function addFiles(input: AuditInput, index: number, hash: Hash): void {
  const files = input.packages.get(index);
  if (files === undefined) return;
  for (const path of [...files.paths].sort()) {
    const bytes = files.read(path);
    hash.update(`${JSON.stringify([index, path, bytes?.length])}\n`);
    if (bytes !== undefined) hash.update(bytes);
  }
}
