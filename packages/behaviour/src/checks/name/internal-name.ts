/**
 * Q4, Q5: the name of a package that somebody has in a workspace and does not publish, or one that code in the language means
 * otherwise. Builds that look in a public registry for an internal name get the squatter's crate.
 */
import { canonicalCrateName, parseVersion } from '@lazaret/cargo';
import type { Check } from '../../check.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { earlierReleases, isNewCrate } from '../../history/history.ts';

const NEW_CRATE_DAYS = 30;
/** A first major from here on is chosen to be higher than what is used inside. */
const INFLATED = 2;
/** Crates of the toolchain: nobody else's crate is called so with good reason. */
const RESERVED = new Set([
  'alloc',
  'core',
  'std',
  'test',
  'proc_macro',
  'rustc',
  'rustdoc',
  'cargo_std',
  'panic_abort',
]);

export const INTERNAL_NAME: Check = {
  id: 'internal-name',
  version: 1,
  group: 'name',
  title: "name of an unpublished workspace member or of the toolchain's crates",
  severity: 'review',
  evidence: ['name', 'metadata'],
  wrongWhen: 'the owner of the workspace publishes the member at last, or two projects use the same plain word',
  run(context) {
    const { name, version } = context.subject;
    const canonical = canonicalCrateName(name);
    if (RESERVED.has(canonical))
      return [
        finding(
          this,
          'review',
          'the name of a toolchain crate',
          evidence('name', `${name} is a crate of the toolchain`),
        ),
      ];
    const member = context.metadata?.workspaceMembers.some((it) => canonicalCrateName(it) === canonical);
    if (member !== true || !isNewCrate(context, NEW_CRATE_DAYS)) return [];
    const texts = [`${name} is a member of a workspace that does not publish it`];
    const inflated = earlierReleases(context).length === 0 && Number(parseVersion(version).major) >= INFLATED;
    if (inflated) texts.push(`its first version here is ${version}`);
    return [finding(this, 'review', 'an internal name', evidence('name', ...texts))];
  },
};
