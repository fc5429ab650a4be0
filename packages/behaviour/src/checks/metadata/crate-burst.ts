/** M7: one account made several crates within an hour, as campaigns do, and workspaces. */
import type { Check } from '../../check.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { firstSeen, HOUR, ownersOf, shareOwner } from '../../history/history.ts';

const MANY = 3;

export const CRATE_BURST: Check = {
  id: 'crate-burst',
  version: 1,
  group: 'metadata',
  title: 'several crates of one account within an hour',
  severity: 'note',
  evidence: ['metadata'],
  wrongWhen: 'the members of a workspace are published for the first time',
  run(context) {
    const { name } = context.subject;
    const made = firstSeen(context, name);
    if (made === undefined || ownersOf(context, name) === undefined) return [];
    const together = Object.keys(context.metadata?.crates ?? {}).filter((other) => {
      const at = firstSeen(context, other);
      return other === name || (at !== undefined && Math.abs(at - made) <= HOUR && shareOwner(context, name, other));
    });
    if (together.length < MANY) return [];
    const text = `made within an hour by the same account: ${together.slice(0, 8).join(', ')}`;
    return [finding(this, 'note', `${together.length} crates made within an hour`, evidence('metadata', text))];
  },
};
