/**
 * Credentials that the package ships. It is an accident of the publisher's far more often than an attack, so a person is asked
 * and nothing is held; values in tests and examples, published examples and identifiers are for the record of `lazaret secrets`.
 */
import { isOpen, type SecretFinding, SecretScanner, Standing, walkFile } from '@lazaret/secrets';
import type { Check } from '../../check.ts';
import type { CratePackage, ScanContext } from '../../context.ts';
import { isAside } from '../../bytes/place.ts';
import type { Evidence } from '../../finding.ts';
import { findingOf } from '../finding-of.ts';

/** Larger files are data; `lazaret secrets` looks into them. */
const FILE_MAX = 8 * 1024 * 1024;
/** Places that are told. */
const EVIDENCE_MAX = 20;

const OWN = Symbol('secrets');

/** Rules whose findings are as often a name as a credential: a note. */
const WEAK = new Set(['generic-api-key', 'url-credentials', 'jwt', 'jwt-base64', 'curl-auth-user', 'curl-auth-header']);

export const secretShipped: Check = {
  id: 'secret-shipped',
  version: 1,
  group: 'secret',
  title: 'the package ships a credential',
  severity: 'review',
  evidence: ['literal'],
  wrongWhen: 'the value is made up, or belongs to a public test account',
  run(context) {
    const open = secretsOf(context, context.subject).filter((finding) => isOpen(finding) && !isAside(finding.file));
    if (open.length === 0) return [];
    const strong = open.filter((finding) => !WEAK.has(finding.rule));
    const [first] = strong.length > 0 ? strong : open;
    const title = `the package ships a credential: ${first!.title}`;
    return [
      findingOf(
        secretShipped,
        strong.length > 0 ? 'review' : 'note',
        title,
        evidenceOf(strong.length > 0 ? strong : open),
      ),
    ];
  },
};

export const secretNew: Check = {
  id: 'secret-new',
  version: 1,
  group: 'secret',
  title: 'a credential is in this version that was not in the one before',
  severity: 'review',
  evidence: ['literal'],
  wrongWhen: 'the value is made up, or belongs to a public test account',
  run(context) {
    if (context.previous === undefined) return [];
    const before = new Set(secretsOf(context, context.previous).map((finding) => finding.hash));
    const added = secretsOf(context, context.subject).filter(
      (finding) => isOpen(finding) && !WEAK.has(finding.rule) && !isAside(finding.file) && !before.has(finding.hash),
    );
    if (added.length === 0) return [];
    const severity = added.some((finding) => finding.standing === Standing.Proved) ? 'review' : 'note';
    return [
      findingOf(secretNew, severity, `a credential is new in this version: ${added[0]!.title}`, evidenceOf(added)),
    ];
  },
};

/** Findings in a package; both checks ask for those of the subject. */
function secretsOf(context: ScanContext, subject: CratePackage): readonly SecretFinding[] {
  const shared = (context.shared?.get(OWN) ?? new Map()) as Map<CratePackage, readonly SecretFinding[]>;
  context.shared?.set(OWN, shared);
  const known = shared.get(subject);
  if (known !== undefined) return known;
  const scanner = new SecretScanner();
  const findings: SecretFinding[] = [];
  for (const [path, bytes] of subject.files) {
    if (bytes.length > FILE_MAX) continue;
    for (const inner of walkFile(path, bytes).files) findings.push(...scanner.scanFile(inner.path, inner.bytes));
  }
  shared.set(subject, findings);
  return findings;
}

function evidenceOf(findings: readonly SecretFinding[]): Evidence[] {
  return findings.slice(0, EVIDENCE_MAX).map((finding) => ({
    kind: 'literal',
    text: `${finding.title} ${finding.redacted}${finding.reasons.length === 0 ? '' : `: ${finding.reasons.join(', ')}`}`,
    file: finding.file,
    line: finding.place.line,
    column: finding.place.column,
  }));
}
