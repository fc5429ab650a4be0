/** How a unit reaches the network: its own connections first, else the shortest paths through dependencies. */

import { isTransfer } from '../chains/sends.ts';
import type { CodeFacts, CodeUnit } from '../code.ts';
import type { Evidence } from '../finding.ts';
import { isLocalAddress } from '../knowledge/hosts.ts';
import { shownText } from '../values/folded.ts';
import { evidenceOf, shown, shownCommand } from './evidence.ts';

/** Ways shown. */
const SHOWN_MAX = 3;
/** What is of the network's types without being of a network. */
const QUIET =
  /^(?:<)?std::(?:os::unix::net|os::linux::net)|::(?:local_addr|peer_addr|set_\w+|shutdown|drop|fmt|from_raw_fd|as_raw_fd|into_raw_fd)$|Drop>::drop$/;

export function networkUse(code: CodeFacts, unit: CodeUnit): Evidence[] {
  const own = unit.actions.flatMap((action): Evidence[] => {
    if (action.kind === 'network') {
      if (action.op === 'listen' || action.address.some((it) => isLocalAddress(shownText(it)))) return [];
      const where = action.address.length === 0 ? '' : ` with ${shown(action.address)}`;
      return [evidenceOf(unit, action, `calls ${action.function}${where}`, action.address)];
    }
    return action.kind === 'command' && isTransfer(action)
      ? [evidenceOf(unit, action, `runs \`${shownCommand(action)}\``, action.args.flat())]
      : [];
  });
  if (own.length > 0) return own.slice(0, SHOWN_MAX);
  const name = code.world.crate(unit.crate).package.name;
  const sinks = unit.capabilities.get('NETWORK')?.sinks ?? [];
  return sinks
    .filter((sink) => !QUIET.test(sink.function))
    .slice(0, SHOWN_MAX)
    .map(({ function: called, path }) => {
      const at = path.find((step) => step.package.startsWith(`${name}@`));
      const place = at === undefined ? {} : { file: at.file, line: at.line, column: at.column };
      return { kind: 'code', text: `reaches ${called}`, path, ...place };
    });
}
