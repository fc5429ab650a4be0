/**
 * Secrets that are read and sent: the chain that steals. It decides by itself where the data flow is seen, from the variable,
 * file or clipboard through any encoding to the connection, and the package itself names the other end. Clients of a service
 * send that service's own token; they are told apart by whose name the token has and by who chooses the address.
 */

import { CallTree } from '../../chains/call-tree.ts';
import { callsBehind, type Send, sendsOf } from '../../chains/sends.ts';
import { compiledSources, type Source, sourcesOf } from '../../chains/sources.ts';
import { waitingIn } from '../../chains/through-files.ts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { ScanContext } from '../../context.ts';
import type { Evidence, Finding, Severity } from '../../finding.ts';
import { shownText } from '../../values/folded.ts';
import { evidenceOf, groupOf, hidden, isBuildTime, shown, shownCommand, UNIT_WORD } from '../evidence.ts';

interface Judged {
  readonly severity: Severity;
  readonly decisive: boolean;
}

const EVIDENCE_MAX = 4;
/** So many different secrets are not one service's. */
const MANY = 3;

export const collectAndSend: Check = {
  id: 'collect-and-send',
  version: 1,
  group: 'capability',
  title: 'secrets are read and sent',
  severity: 'hold',
  evidence: ['code', 'literal'],
  wrongWhen: 'a client sends a token of a service whose name neither the variable nor the host shows; a review then',
  run: (context) => context.code.units.flatMap((unit) => forUnit(context, unit)),
};

function forUnit(context: ScanContext, unit: CodeUnit): Finding[] {
  const sources = sourcesOf(unit);
  const sends = sendsOf(unit).filter((send) => send.destination !== 'local');
  if (sources.size === 0 && sends.every((send) => compiledSources(send).length === 0)) return [];
  const flows = sends.flatMap((send) => {
    const direct = callsBehind(send);
    const calls = [...direct, ...waitingIn(unit, direct)];
    const read = calls.flatMap((it) => sources.get(it.call) ?? []);
    const found = [...new Set([...read, ...compiledSources(send)])];
    return found.map((source) => ({ send, source, judged: judge(context, unit, source, send, found) }));
  });
  const worst = (['hold', 'review', 'note'] as const).find((level) => flows.some((it) => it.judged.severity === level));
  if (worst !== undefined && worst !== 'note')
    return [
      finding(
        unit,
        flows.filter((it) => it.judged.severity === worst),
        worst,
      ),
    ];
  const loose = looseChain(unit, [...sources.values()], sends);
  if (loose !== undefined) return [loose];
  return worst === undefined ? [] : [finding(unit, flows, worst)];
}

interface Flow {
  readonly send: Send;
  readonly source: Source;
  readonly judged: Judged;
}

function finding(unit: CodeUnit, flows: readonly Flow[], severity: Severity): Finding {
  const evidence: Evidence[] = [];
  for (const { source, send } of unique(flows).slice(0, EVIDENCE_MAX)) {
    if (source.action !== undefined) evidence.push(evidenceOf(unit, source.action, `reads ${source.what}`));
    evidence.push(sendEvidence(unit, send, `and sends it`));
  }
  const decisive = flows.some((it) => it.judged.decisive);
  const { id, version } = collectAndSend;
  const title = `the ${UNIT_WORD[unit.unit]} sends ${flows[0]!.source.what}`;
  return { check: id, version, group: groupOf(unit), severity, title, evidence, ...(decisive ? { decisive } : {}) };
}

function sendEvidence(unit: CodeUnit, { action, address }: Send, text: string): Evidence {
  const how = action.kind === 'command' ? `by \`${shownCommand(action)}\`` : `by ${action.function}`;
  const where = address.length === 0 || action.kind === 'command' ? '' : ` to ${shown(address)}`;
  return evidenceOf(unit, action, `${text} ${how}${where}`, address, hidden(address).length > 0 ? 'literal' : 'code');
}

function unique(flows: readonly Flow[]): Flow[] {
  const seen = new Set<string>();
  return flows.filter(({ source }) => !seen.has(source.what) && seen.add(source.what) !== undefined);
}

function judge(context: ScanContext, unit: CodeUnit, source: Source, send: Send, all: readonly Source[]): Judged {
  const decided: Judged = { severity: 'hold', decisive: true };
  const asked: Judged = { severity: 'review', decisive: false };
  const noted: Judged = { severity: 'note', decisive: false };
  if (isBuildTime(unit)) return decided;
  const { destination } = send;
  const hostile = destination === 'throwaway' || hidden(send.address).length > 0;
  const fixed = hostile || destination === 'fixed';
  switch (source.kind) {
    case 'environment':
    case 'keys':
    case 'wallet':
      return fixed ? decided : asked;
    case 'file':
      if (source.service !== undefined && concerns(context, send, source.service)) return noted;
      return fixed ? decided : asked;
    case 'secret': {
      const many = all.filter((it) => it.kind === 'secret').flatMap((it) => it.names).length >= MANY;
      if (hostile) return decided;
      if (isOwnService(context, source, send)) return noted;
      return many ? asked : destination === 'fixed' ? asked : noted;
    }
    case 'folder':
    case 'clipboard':
    case 'input':
      return hostile ? decided : fixed ? asked : noted;
    case 'keyring':
      return hostile ? decided : noted;
    case 'identity':
      return hostile ? asked : noted;
  }
}

/** The token's name and the host, or the crate, speak of the same service: `GITHUB_TOKEN` and api.github.com. */
function isOwnService(context: ScanContext, source: Source, send: Send): boolean {
  const words = source.names
    .flatMap((name) => name.toLowerCase().split('_'))
    .filter(
      (word) =>
        word.length > 2 && !/^(?:api|token|key|secret|access|auth|password|private|public|id|user|the)$/.test(word),
    );
  return words.some((word) => concerns(context, send, new RegExp(word.replace(/[^a-z0-9]/g, ''), 'i')));
}

function concerns({ subject }: ScanContext, send: Send, service: RegExp): boolean {
  // A name alone clears nobody who sends to a host of another name.
  if (send.destination !== 'fixed' && service.test(subject.name)) return true;
  return send.address.some((it) => service.test(domainLabel(shownText(it))));
}

/**
 * The label of a host that somebody has registered: `github` of `https://api.github.com/x`. What stands before it anybody can
 * choose, also what is stolen.
 */
function domainLabel(address: string): string {
  const host = /^(?:[a-z+]+:\/\/)?(?:[^/@]*@)?([^/:?#\s]+)/i.exec(address)?.[1] ?? '';
  const labels = host.split('.');
  const label = labels.at(-2) ?? '';
  return /^(?:co|com|org|net|gov|ac|edu)$/.test(label) ? (labels.at(-3) ?? '') : label;
}

/** No data flow is seen, but one function leads to both: through channels, globals, a trait of another crate. */
function looseChain(unit: CodeUnit, sources: readonly Source[], sends: readonly Send[]): Finding | undefined {
  // A key that is money is signed with by honest programs: without a flow it tells nothing.
  const strong = sources.filter(
    (it) => it.kind === 'environment' || it.kind === 'keys' || (it.kind === 'file' && it.service === undefined),
  );
  const tree = new CallTree(unit.flow);
  const except = new Set(unit.unit === 'bin' ? unit.entries : []);
  for (const source of strong) {
    for (const send of sends) {
      if (send.destination !== 'throwaway' && (send.destination !== 'fixed' || unit.unit === 'bin')) continue;
      if (!tree.isShared(source.call.call.owner, send.action.call.call.owner, except)) continue;
      const evidence = [
        ...(source.action === undefined ? [] : [evidenceOf(unit, source.action, `reads ${source.what}`)]),
        sendEvidence(unit, send, 'the same code sends'),
      ];
      const { id, version } = collectAndSend;
      const title = `the ${UNIT_WORD[unit.unit]} reads ${source.what} and sends data`;
      return { check: id, version, group: groupOf(unit), severity: 'review', title, evidence };
    }
  }
  return undefined;
}
