/**
 * M5: the crate, or a young dependency of it, poses as somebody else's: an owner's login one letter away from a known
 * owner's, `authors` that name the owner of other crates, the repository of another crate.
 */
import { loginIndex, repositoryKey } from '@lazaret/typosquat';
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { firstSeen, isNewCrate, metadataOf, ownersOf } from '../../history/history.ts';
import { suspects } from '../../history/suspects.ts';
import { ownersOfPopular } from '../../names/popular.ts';

/** A crate that has been there for longer has shown whose it is. */
const NEW_CRATE_DAYS = 30;
/** Shorter logins are one letter apart by chance. */
const LOGIN_MIN = 5;

export const IMITATION: Check = {
  id: 'imitation',
  version: 1,
  group: 'metadata',
  title: 'owner, authors or repository pose as somebody else',
  severity: 'review',
  evidence: ['metadata', 'manifest'],
  wrongWhen: 'a fork keeps authors and repository of the original, or two people have nearly the same login',
  run(context) {
    const { name } = context.subject;
    const found: Finding[] = [];
    const own = isNewCrate(context, NEW_CRATE_DAYS) ? posesAs(context, name) : likeOwners(context, name);
    if (own.length > 0) found.push(finding(this, 'review', `${name} poses as somebody else's`, own));
    for (const dependency of youngDependencies(context)) {
      const poses = posesAs(context, dependency);
      if (poses.length > 0)
        found.push(finding(this, 'review', `the young dependency ${dependency} poses as somebody else's`, poses));
    }
    return found;
  },
};

function youngDependencies(context: ScanContext): Set<string> {
  return new Set(suspects(context).flatMap((it) => (it.hoursOld ? [it.package.name] : [])));
}

function posesAs(context: ScanContext, name: string): Evidence[] {
  return [...likeOwners(context, name), ...foreignAuthors(context, name), ...foreignRepository(context, name)];
}

/** Logins one edit away from an owner of a popular crate, or from somebody who owned this one. */
function likeOwners(context: ScanContext, name: string): Evidence[] {
  const owners = ownersOf(context, name) ?? new Set();
  const publishers = (metadataOf(context, name)?.versions ?? []).flatMap((it) => it.publishedBy?.toLowerCase() ?? []);
  const left = (metadataOf(context, name)?.ownerEvents ?? []).map((it) => it.login.toLowerCase());
  const others = new Map([...ownersOfPopular(context)].filter(([login]) => !owners.has(login)));
  for (const login of left) if (!owners.has(login)) others.set(login, name);
  // Two logins of owners who work together are no imitation of each other.
  const known = loginIndex(others.keys());
  return [...new Set([...owners, ...publishers])].flatMap((login) => {
    const like = known.like(login)[0];
    if (like === undefined) return [];
    return evidence('metadata', `the owner ${login} is one letter away from ${like}, an owner of ${others.get(like)}`);
  });
}

/** `authors` that name the login of somebody who owns popular crates, and not this one. */
function foreignAuthors(context: ScanContext, name: string): Evidence[] {
  const owners = ownersOf(context, name);
  const authors = authorsOf(context, name);
  if (owners === undefined || authors.length === 0) return [];
  const popular = ownersOfPopular(context);
  const signatures = popularAuthors(context);
  return authors.flatMap((author) => {
    const forms = formsOf(author);
    const login = forms.find((form) => popular.has(form) && !owners.has(form));
    const crate = login === undefined ? undefined : popular.get(login);
    const signed = forms.map((form) => signatures.get(form)).find((it) => it !== undefined);
    const of = crate ?? signed?.find((it) => disjoint(owners, ownersOf(context, it)));
    if (of === undefined || forms.some((form) => owners.has(form))) return [];
    return evidence('manifest', `authors name “${author}”, who owns ${of}, but not ${name}`);
  });
}

/** Author spellings of popular packages whose manifests are at hand, with the crates. */
function popularAuthors(context: ScanContext): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const packages = [...(context.corpus?.packages ?? [])];
  for (const { name, version } of context.closure ?? []) {
    const known = context.registry.package(name, version);
    if (known !== undefined) packages.push(known);
  }
  for (const { name, manifest } of packages)
    for (const author of manifest.package?.authors ?? [])
      for (const form of formsOf(author)) found.set(form, [...(found.get(form) ?? []), name]);
  return found;
}

function disjoint(a: ReadonlySet<string>, b: ReadonlySet<string> | undefined): boolean {
  return b !== undefined && ![...b].some((login) => a.has(login));
}

/** `Jane Doe <jdoe@example.org>`: `janedoe`, `jane-doe`, `jdoe`. */
function formsOf(author: string): string[] {
  const [, name = '', mail = ''] = /^([^<]*)(?:<([^>]*)>)?/.exec(author) ?? [];
  const words = name.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const local = mail.split('@')[0]!.toLowerCase();
  return [words.join(''), words.join('-'), local].filter((form) => form.length >= LOGIN_MIN);
}

function authorsOf(context: ScanContext, name: string): readonly string[] {
  if (name === context.subject.name) return context.subject.manifest.package?.authors ?? [];
  const version = context.closure?.find((it) => it.name === name)?.version;
  const known = version === undefined ? undefined : context.registry.package(name, version);
  return known?.manifest.package?.authors ?? [];
}

/** The repository of an older crate that has other owners. */
function foreignRepository(context: ScanContext, name: string): Evidence[] {
  const owners = ownersOf(context, name);
  const own = repositoryKey(
    metadataOf(context, name)?.repository ??
      (name === context.subject.name ? context.subject.manifest.package?.repository : undefined),
  );
  const first = firstSeen(context, name);
  if (owners === undefined || own === undefined) return [];
  for (const [other, { repository }] of Object.entries(context.metadata?.crates ?? {})) {
    if (other === name || repositoryKey(repository) !== own || !disjoint(owners, ownersOf(context, other))) continue;
    const since = firstSeen(context, other);
    if (since !== undefined && first !== undefined && since >= first) continue;
    return evidence('metadata', `its repository ${own} is that of ${other}, which has other owners`);
  }
  return [];
}
