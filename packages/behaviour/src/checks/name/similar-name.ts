/**
 * Q1, and repeated campaigns: the name of a new crate, or of any dependency that no earlier release had, can be taken for a
 * popular crate's, or for one that was removed as malware.
 */
import { Corpus, CRATES_IO, type Imitated, NameJudge } from '@lazaret/typosquat';
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import type { Finding, Severity } from '../../finding.ts';
import { addedDependencies } from '../../history/added.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { DAY, firstSeen, isNewCrate, momentOf, ownersOf } from '../../history/history.ts';
import { knownMalware, malwareNames } from '../../history/known-bad.ts';
import { isPopular, popularJudge } from '../../names/popular.ts';

/** A crate that has been there for longer has its own name. */
const NEW_CRATE_DAYS = 30;

export const SIMILAR_NAME: Check = {
  id: 'similar-name',
  version: 2,
  group: 'name',
  title: "name close to a popular crate's or to known malware's",
  severity: 'review',
  evidence: ['name'],
  wrongWhen: 'two honest crates have nearly the same name, or a companion crate of somebody else appends a word',
  run(context) {
    const asked: string[] = [];
    if (isNewCrate(context, NEW_CRATE_DAYS)) asked.push(context.subject.name);
    asked.push(...addedDependencies(context));
    if (asked.length === 0) return [];
    const removed = new NameJudge(new Corpus(malwareNames(context).map((name) => ({ name }))), { rules: CRATES_IO });
    return asked.flatMap((name) => ofName(context, this, name, removed));
  },
};

/** Has it been there for so short a time, or nobody knows how long, that its name may be all there is to it? */
function isYoung(context: ScanContext, name: string): boolean {
  const moment = momentOf(context);
  const first = firstSeen(context, name);
  return moment === undefined || first === undefined || (first <= moment && moment - first <= NEW_CRATE_DAYS * DAY);
}

function ofName(context: ScanContext, check: Check, name: string, removed: NameJudge): Finding[] {
  if (isPopular(context, name) || knownMalware(context, name).length > 0) return [];
  const who = name === context.subject.name ? 'the name' : `the name of the dependency ${name}`;
  const asked = { name, owners: [...(ownersOf(context, name) ?? [])] };
  const found: Finding[] = [];
  const nearest = popularJudge(context).judge(asked).imitated.find(isByName);
  if (nearest !== undefined && isClose(nearest)) {
    const text = `${name} is ${nearest.target}, a popular crate, with ${howOf(nearest)} (${nearest.score} of 100)`;
    const texts = nearest.sharesOwner === false ? [text, 'they have no owner in common'] : [text];
    const severity = severityOf(nearest, isYoung(context, name));
    found.push(finding(check, severity, `${who} is close to ${nearest.target}`, evidence('name', ...texts)));
  } else if (nearest?.reasons.some((it) => it.check === 'added-words') === true) {
    const text = `${name} is ${nearest.target}, a popular crate, with ${howOf(nearest)}`;
    found.push(finding(check, 'info', `${who} contains ${nearest.target}`, evidence('name', text)));
  }
  const bad = removed.judge({ name }).imitated.find((it) => isByName(it) && isClose(it));
  if (bad !== undefined) {
    const text = `${name} is ${bad.target}, which was malware, with ${howOf(bad)}`;
    found.push(finding(check, 'note', `${who} is close to that of known malware`, evidence('name', text)));
  }
  return found;
}

/** Owners and repositories alone are the business of `imitation`. */
function isByName({ reasons }: Imitated): boolean {
  return reasons.some(({ family }) => family === 'name');
}

function isClose({ level }: Imitated): boolean {
  return level === 'medium' || level === 'high';
}

function howOf({ reasons }: Imitated): string {
  return reasons.find(({ family }) => family === 'name')!.text;
}

/** Old names, and those whose owners are not known to differ, are told and not asked about. */
function severityOf({ sharesOwner }: Imitated, young: boolean): Severity {
  return sharesOwner === false && young ? 'review' : 'note';
}
