/**
 * M2, D4: who publishes is not who always did. An owner who came just before the release, a publisher never seen before, or
 * a token where a trusted publisher (a CI workflow) used to publish: what a stolen or handed-over account looks like.
 */
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import type { Finding } from '../../finding.ts';
import { evidence, finding } from '../../history/evidence.ts';
import {
  agesOf,
  earlierReleases,
  HOUR,
  metadataOf,
  momentOf,
  publicationOf,
  releasesOf,
  spanText,
  timeOf,
} from '../../history/history.ts';

/** Publishers that are workflows, not people: `github:owner/repository`. */
const WORKFLOW = /^(?:github|gitlab|trustpub|trusted-publisher|trusted-publishing|circleci)\b|\[bot\]$/i;
/** Releases by workflow in a row that make a habit. */
const HABIT = 2;

export const NEW_PUBLISHER: Check = {
  id: 'new-publisher',
  version: 1,
  group: 'metadata',
  title: 'published by somebody new, or not by the usual workflow',
  severity: 'review',
  evidence: ['metadata'],
  wrongWhen: 'a maintainer takes over and releases at once, or a release is made by hand because the workflow failed',
  run(context) {
    const earlier = earlierReleases(context);
    if (earlier.length === 0) return [];
    const owner = newOwner(context, this);
    return owner.some((it) => it.severity === 'review') ? owner : [...owner, ...changedPublisher(context, this)];
  },
};

function publisherOf(context: ScanContext): string | undefined {
  const { name, version } = context.subject;
  return releasesOf(context, name).find((it) => it.num === version)?.publishedBy;
}

function newOwner(context: ScanContext, check: Check): Finding[] {
  const time = publicationOf(context) ?? momentOf(context);
  const known = metadataOf(context, context.subject.name);
  if (time === undefined || known === undefined) return [];
  const within = agesOf(context).newOwnerHours * HOUR;
  const publisher = publisherOf(context)?.toLowerCase();
  const came = new Map<string, number>();
  for (const { login, since } of known.owners) {
    const at = timeOf(since);
    if (at !== undefined) came.set(login.toLowerCase(), at);
  }
  for (const { login, at, action } of known.ownerEvents)
    if (/add|accept|invite|join/i.test(action)) came.set(login.toLowerCase(), timeOf(at)!);
  const fresh = [...came].filter(([, at]) => at <= time && time - at <= within);
  if (fresh.length === 0) return [];
  const byThem = fresh.some(([login]) => publisher === undefined || publisher === login);
  const texts = fresh.map(([login, at]) => `${login} became an owner ${spanText(time - at)} before this release`);
  const title = byThem ? 'released right after its owners changed' : 'owners changed shortly before';
  return [finding(check, byThem ? 'review' : 'note', title, evidence('metadata', ...texts))];
}

function changedPublisher(context: ScanContext, check: Check): Finding[] {
  const publisher = publisherOf(context);
  if (publisher === undefined) return [];
  const before = earlierReleases(context).flatMap((it) => it.publishedBy ?? []);
  const last = before.slice(-HABIT);
  if (!WORKFLOW.test(publisher) && last.length === HABIT && last.every((it) => WORKFLOW.test(it))) {
    const text = `the releases before came from ${last.at(-1)}, this one from ${publisher}`;
    return [finding(check, 'review', 'not published by the usual workflow', evidence('metadata', text))];
  }
  const seen = new Set(before.map((it) => it.toLowerCase()));
  if (seen.size === 0 || seen.has(publisher.toLowerCase()) || WORKFLOW.test(publisher)) return [];
  const text = `${publisher} has published no release of it before; ${[...new Set(before)].slice(-3).join(', ')} did`;
  return [finding(check, 'note', 'a publisher not seen before', evidence('metadata', text))];
}
