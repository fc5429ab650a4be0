/**
 * Connections to hosts that anyone can have in a minute (messengers' bots, paste services, request catchers, tunnels, free
 * hosting) and to bare public addresses. A library has a service of its own, or its user's; a build script has none.
 */

import { sendsOf } from '../../chains/sends.ts';
import type { Check } from '../../check.ts';
import { sinkHost } from '../../knowledge/hosts.ts';
import { shownText } from '../../values/folded.ts';
import { evidenceOf, groupOf, isBuildTime, shown, UNIT_WORD } from '../evidence.ts';

export const sinkHosts: Check = {
  id: 'throwaway-host',
  version: 1,
  group: 'capability',
  title: 'connects to a host that anyone can have',
  severity: 'review',
  evidence: ['literal'],
  wrongWhen: 'the crate is a client of that very service',
  run({ code, subject }) {
    return code.units.flatMap((unit) => {
      const evidence = sendsOf(unit).flatMap(({ action, address }) => {
        const host = address.map((it) => sinkHost(shownText(it))).find((it) => it !== undefined);
        if (host === undefined || isClientOf(subject.name, host.host)) return [];
        return [evidenceOf(unit, action, `connects to ${host.what}: ${shown(address)}`, address, 'literal')];
      });
      if (evidence.length === 0) return [];
      const severity = isBuildTime(unit) ? 'review' : 'note';
      const title = `the ${UNIT_WORD[unit.unit]} connects to a host that anyone can have`;
      return [
        { check: sinkHosts.id, version: 1, group: groupOf(unit), severity, title, evidence: evidence.slice(0, 4) },
      ];
    });
  },
};

/** `teloxide` is not named so, `telegram-bot` is. */
function isClientOf(name: string, host: string): boolean {
  const words = name
    .toLowerCase()
    .split(/[-_]/)
    .filter((word) => word.length > 3);
  return words.some((word) => host.includes(word));
}
