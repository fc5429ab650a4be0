/** M8: an owner of this crate owns or owned a crate that is known as malware, or published a version of one. */
import type { Check } from '../../check.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { metadataOf, ownersOf } from '../../history/history.ts';
import { knownMalware } from '../../history/known-bad.ts';

export const BAD_OWNER: Check = {
  id: 'bad-owner',
  version: 1,
  group: 'metadata',
  title: 'an owner of known malware owns it',
  severity: 'review',
  evidence: ['metadata'],
  wrongWhen: 'the account was the victim: its crate was taken over',
  run(context) {
    const { name } = context.subject;
    const owners = ownersOf(context, name);
    if (owners === undefined) return [];
    const texts = Object.keys(context.metadata?.crates ?? {}).flatMap((other) => {
      if (other === name) return [];
      // A single bad version is what a takeover leaves: the owners are its victims.
      const bad = knownMalware(context, other).filter((it) => it.wholeCrate);
      const publishers = metadataOf(context, other)!.versions.flatMap((it) => it.publishedBy?.toLowerCase() ?? []);
      const shared = [...(ownersOf(context, other) ?? []), ...publishers].find((login) => owners.has(login));
      return bad.length === 0 || shared === undefined
        ? []
        : [`${shared} owns ${other} too, which is malware (${bad[0]!.id})`];
    });
    return texts.length === 0
      ? []
      : [finding(this, 'review', 'an owner of malware owns it', evidence('metadata', ...texts))];
  },
};
