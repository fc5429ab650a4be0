/**
 * GitHub's secret scanning partner alerts: what a registry receives for tokens found in public code, signed with ECDSA over
 * P-256, and what it answers; and our own findings in the same form, for handing them to a registry.
 * https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program
 */
import { createPublicKey, verify } from 'node:crypto';
import { SecretsError } from '../error.ts';
import type { SecretFinding } from '../native/finding.ts';

/** One leaked token. */
export interface SecretAlert {
  readonly token: string;
  readonly type: string;
  /** Where it is public. */
  readonly url: string;
  /** `content`, `commit`, and others. */
  readonly source: string;
}

/** What the issuer answers for a token. */
export interface AlertAnswer {
  readonly token_raw: string;
  readonly token_type: string;
  readonly label: 'true_positive' | 'false_positive';
}

/** A key of GitHub's list. */
export interface AlertKey {
  readonly key_identifier: string;
  /** PEM. */
  readonly key: string;
  readonly is_current: boolean;
}

/** Alerts come in batches of some hundred. */
const MAX_ALERTS = 10_000;
const MAX_BODY = 16 * 1024 * 1024;

/** Reads `{"public_keys": […]}`. */
export function parseAlertKeys(text: string): readonly AlertKey[] {
  const { public_keys: keys } = objectOf(text, 'the list of keys') as { public_keys?: unknown };
  if (!Array.isArray(keys)) throw malformed('the list of keys has no `public_keys`');
  return keys.map((one: Partial<AlertKey> | null) => {
    if (typeof one?.key_identifier !== 'string' || typeof one.key !== 'string') throw malformed('a key is incomplete');
    return { key_identifier: one.key_identifier, key: one.key, is_current: one.is_current === true };
  });
}

/** Checks a body's signature (base64 of a DER signature); throws {@link SecretsError} `signature` unless a current key made it. */
export function verifyAlertSignature(
  body: Uint8Array,
  keyId: string,
  signature: string,
  keys: readonly AlertKey[],
): void {
  const key = keys.find((one) => one.key_identifier === keyId);
  if (key === undefined) throw new SecretsError('signature', 'the key of the signature is not in the list');
  if (!key.is_current) throw new SecretsError('signature', 'the key of the signature is no longer current');
  if (!/^[A-Za-z0-9+/]{1,200}={0,2}$/.test(signature))
    throw new SecretsError('signature', 'the signature is no base64');
  let fits = false;
  try {
    const publicKey = createPublicKey(key.key);
    if (publicKey.asymmetricKeyType !== 'ec' || publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
      throw new SecretsError('signature', 'the key is not one of P-256');
    }
    fits = verify('sha256', body, publicKey, Buffer.from(signature, 'base64'));
  } catch (error) {
    if (error instanceof SecretsError) throw error;
    throw new SecretsError('signature', 'the key or the signature cannot be read', { cause: error });
  }
  if (!fits) throw new SecretsError('signature', 'the signature does not fit the body');
}

/** Reads the body of an alert. */
export function parseAlerts(text: string): readonly SecretAlert[] {
  const list: unknown = jsonOf(text, 'the alert');
  if (!Array.isArray(list) || list.length > MAX_ALERTS)
    throw malformed(`an alert is a list of at most ${MAX_ALERTS} tokens`);
  return list.map((one: Partial<SecretAlert> | null) => {
    if (typeof one?.token !== 'string' || typeof one.type !== 'string')
      throw malformed('an entry has no `token` and `type`');
    return {
      token: one.token,
      type: one.type,
      url: typeof one.url === 'string' ? one.url : '',
      source: one.source ?? '',
    };
  });
}

/** The answer to alerts; `isOurs` looks a token up. */
export function answerAlerts(alerts: readonly SecretAlert[], isOurs: (alert: SecretAlert) => boolean): AlertAnswer[] {
  return alerts.map((alert) => ({
    token_raw: alert.token,
    token_type: alert.type,
    label: isOurs(alert) ? 'true_positive' : 'false_positive',
  }));
}

/** Names by which GitHub calls the tokens of crates.io. */
const TYPES: Readonly<Record<string, string>> = {
  'crates-io-api-token': 'crates_io_api_token',
  'crates-io-trusted-publishing-token': 'crates_io_trustpub_token',
};

/** Findings as alerts, for the issuer of the tokens. They hold the secrets: hand them to no one else. */
export function toAlerts(findings: readonly SecretFinding[], urlOf: (finding: SecretFinding) => string): SecretAlert[] {
  return findings
    .filter((finding) => finding.secret !== '')
    .map((finding) => ({
      token: finding.secret,
      type: TYPES[finding.rule] ?? finding.rule.replaceAll('-', '_'),
      url: urlOf(finding),
      source: 'content',
    }));
}

function jsonOf(text: string, what: string): unknown {
  if (text.length > MAX_BODY) throw malformed(`${what} is larger than ${MAX_BODY} characters`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SecretsError('document', `${what} is no JSON`, { cause: error });
  }
}

function objectOf(text: string, what: string): object {
  const value = jsonOf(text, what);
  if (typeof value !== 'object' || value === null) throw malformed(`${what} is no object`);
  return value;
}

function malformed(message: string): SecretsError {
  return new SecretsError('document', message);
}
