/** M1: how old crate and accounts are. Everybody was new once, so this is for the record, beside other findings. */
import type { Check } from '../../check.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { DAY, earlierReleases, firstSeen, metadataOf, momentOf, spanText, timeOf } from '../../history/history.ts';

/** A crate or an account younger than this is worth a word. */
const YOUNG = 30 * DAY;

export const ACCOUNT_AGE: Check = {
  id: 'account-age',
  version: 1,
  group: 'metadata',
  title: 'new crate, new account',
  severity: 'info',
  evidence: ['metadata'],
  wrongWhen: 'anybody publishes for the first time',
  run(context) {
    const moment = momentOf(context);
    if (moment === undefined) return [];
    const { name } = context.subject;
    const texts: string[] = [];
    const first = firstSeen(context, name);
    if (first !== undefined && moment - first < YOUNG)
      texts.push(`the crate was first seen ${spanText(moment - first)} before`);
    else if (first === undefined && context.metadata !== undefined && earlierReleases(context).length === 0)
      texts.push('this is the first version that is known');
    for (const { login, accountCreated } of metadataOf(context, name)?.owners ?? []) {
      const created = timeOf(accountCreated);
      if (created !== undefined && moment - created < YOUNG)
        texts.push(`the account of its owner ${login} was ${spanText(moment - created)} old`);
    }
    return texts.length === 0 ? [] : [finding(this, 'info', 'crate or owner is new', evidence('metadata', ...texts))];
  },
};
