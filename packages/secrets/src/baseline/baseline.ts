/**
 * What was known before: an earlier report, the version before, the repository. A secret is known by its hash, not by its
 * place: moving a line makes nothing new, and the same value in a second file is the same leak.
 */
import { SecretsError } from '../error.ts';
import { sha256 } from '../native/judge.ts';

/** Hashes of known secrets. */
export type KnownSecrets = ReadonlySet<string>;

export function knownSecrets(findings: Iterable<{ readonly hash: string }>): KnownSecrets {
  return new Set(Array.from(findings, (finding) => finding.hash));
}

/** Reads a report of ours (JSON or a finding a line) or of gitleaks (with its secrets); throws {@link SecretsError} `document`. */
export function parseBaseline(text: string): KnownSecrets {
  const hashes = new Set<string>();
  for (const entry of entriesOf(text)) {
    if (typeof entry !== 'object' || entry === null) throw unreadable();
    const { hash, Secret: secret } = entry as { hash?: unknown; Secret?: unknown };
    if (typeof hash === 'string') hashes.add(hash);
    else if (typeof secret === 'string') hashes.add(sha256(secret));
    else throw unreadable();
  }
  return hashes;
}

function entriesOf(text: string): readonly unknown[] {
  const whole = parsed(text);
  if (Array.isArray(whole)) return whole;
  if (typeof whole === 'object' && whole !== null) {
    const { findings } = whole as { findings?: unknown };
    return Array.isArray(findings) ? findings : [whole];
  }
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parsed(line) ?? fail());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fail(): never {
  throw unreadable();
}

function unreadable(): SecretsError {
  return new SecretsError('document', 'the baseline is no report of findings (JSON with `hash` or `Secret`)');
}
