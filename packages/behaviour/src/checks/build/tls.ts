/** Verification of TLS certificates switched off: what is then downloaded can come from anyone. */

import { steps } from '../../capabilities/capabilities.ts';
import type { Check } from '../../check.ts';
import type { Evidence } from '../../finding.ts';
import { groupOf, isBuildTime, UNIT_WORD } from '../evidence.ts';

const SWITCH =
  /(?:^|::)(?:danger_accept_invalid_certs|danger_accept_invalid_hostnames|tls_danger_accept_invalid_certs|disable_verification|accept_invalid_certs)$/;
const DANGEROUS = /(?:^|::)(?:set_certificate_verifier|with_custom_certificate_verifier|set_verify_none)$/;
const PEER = /(?:^|::)(?:ssl_verify_peer|ssl_verify_host|set_verify|verify_hostname|use_sni)$/;

export const buildTls: Check = {
  id: 'tls-unverified',
  version: 1,
  group: 'build',
  title: 'TLS certificates are not verified',
  severity: 'review',
  evidence: ['code'],
  wrongWhen:
    'a client offers the switch to its own users: then the value is not known here, and only a note in a library',
  run({ code }) {
    return code.units.flatMap((unit) => {
      const evidence: Evidence[] = [];
      for (const ref of unit.flow.calls()) {
        const name = unit.callee(ref);
        if (!SWITCH.test(name) && !PEER.test(name) && !DANGEROUS.test(name)) continue;
        const value = ref.flow.values[ref.call.args[1] ?? 0];
        const isOff = value?.kind === 'bool' && !value.value;
        const isNone = value?.kind === 'item' && code.world.names.text(code.world.name(value.def)) === 'NONE';
        const isOn = value?.kind === 'bool' && value.value;
        const off = DANGEROUS.test(name) || (SWITCH.test(name) && isOn) || (PEER.test(name) && (isOff || isNone));
        if (!off) continue;
        const span = ref.call.span;
        const file = code.world.crate(span.krate).files[span.file] ?? '';
        const path = unit.exploration.isReached(ref.call.owner) ? steps(unit.exploration.path(ref.call.owner)) : [];
        evidence.push({ kind: 'code', text: `calls ${name}`, file, line: span.line, column: span.column, path });
      }
      if (evidence.length === 0) return [];
      const title = `the ${UNIT_WORD[unit.unit]} does not verify TLS certificates`;
      return [
        {
          check: buildTls.id,
          version: 1,
          group: groupOf(unit),
          severity: isBuildTime(unit) ? 'review' : 'note',
          title,
          evidence: evidence.slice(0, 6),
        },
      ];
    });
  },
};
