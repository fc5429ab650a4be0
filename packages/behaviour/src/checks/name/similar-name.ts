/**
 * Q1, and repeated campaigns: the name of a new crate, or of a dependency that is new to this one, can be taken for a popular
 * crate's, or for one that was removed as malware.
 */
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import type { Finding } from '../../finding.ts';
import { addedDependencies } from '../../history/added.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { DAY, firstSeen, isNewCrate, momentOf, shareOwner } from '../../history/history.ts';
import { knownMalware, malwareNames } from '../../history/known-bad.ts';
import { isPopular, popularNames } from '../../names/popular.ts';
import { type NameIndex, similarNames } from '../../names/similar.ts';

/** A crate that has been there for longer has its own name. */
const NEW_CRATE_DAYS = 30;

export const SIMILAR_NAME: Check = {
  id: 'similar-name',
  version: 1,
  group: 'name',
  title: "name close to a popular crate's or to known malware's",
  severity: 'review',
  evidence: ['name'],
  wrongWhen: 'two honest crates have nearly the same name, or a companion crate of somebody else appends a word',
  run(context) {
    const asked: string[] = [];
    if (isNewCrate(context, NEW_CRATE_DAYS)) asked.push(context.subject.name);
    for (const name of addedDependencies(context)) if (isYoung(context, name)) asked.push(name);
    if (asked.length === 0) return [];
    const popular = similarNames(popularNames(context));
    const removed = similarNames(malwareNames(context));
    return asked.flatMap((name) => ofName(context, this, name, popular, removed));
  },
};

function isYoung(context: ScanContext, name: string): boolean {
  const moment = momentOf(context);
  const first = firstSeen(context, name);
  return moment === undefined || first === undefined || (first <= moment && moment - first <= NEW_CRATE_DAYS * DAY);
}

function ofName(context: ScanContext, check: Check, name: string, popular: NameIndex, removed: NameIndex): Finding[] {
  if (isPopular(context, name) || knownMalware(context, name).length > 0) return [];
  const who = name === context.subject.name ? 'the name' : `the name of the dependency ${name}`;
  const found: Finding[] = [];
  const like = popular.similar(name).filter((it) => shareOwner(context, name, it.name) !== true);
  const close = like.find((it) => !it.common);
  if (close !== undefined) {
    const text = `${name} is ${close.name}, a popular crate, with ${close.how}`;
    const owned = shareOwner(context, name, close.name) === false;
    const texts = owned ? [text, 'they have no owner in common'] : [text];
    found.push(
      finding(check, owned ? 'review' : 'note', `${who} is close to ${close.name}`, evidence('name', ...texts)),
    );
  } else if (like.length > 0) {
    const text = `${name} is ${like[0]!.name}, a popular crate, with ${like[0]!.how}`;
    found.push(finding(check, 'info', `${who} contains ${like[0]!.name}`, evidence('name', text)));
  }
  const bad = removed.similar(name).find((it) => !it.common);
  if (bad !== undefined) {
    const text = `${name} is ${bad.name}, which was malware, with ${bad.how}`;
    found.push(finding(check, 'note', `${who} is close to that of known malware`, evidence('name', text)));
  }
  return found;
}
