import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseBaseline } from '../baseline/baseline.ts';
import { advance, exportIncidents, openIncidents, parseIncidents, statusOf } from '../incident/incident.ts';
import { SecretScanner } from '../native/scanner.ts';
import { findingRecord } from '../report/json.ts';
import { answerAlerts, parseAlertKeys, parseAlerts, toAlerts, verifyAlertSignature } from './alerts.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const keys = (current = true, key = pem) =>
  parseAlertKeys(JSON.stringify({ public_keys: [{ key_identifier: 'k', key, is_current: current }] }));
const body = Buffer.from(
  JSON.stringify([{ token: 't', type: 'crates_io_api_token', url: 'https://a.invalid', source: 'content' }]),
);
const signature = sign('sha256', body, pair.privateKey).toString('base64');

const token = 'cio'.concat('q7Wm2vKx90LpRtYz41aBcDeFgHiJ5kLm');
const findings = new SecretScanner().scanText('src/a.rs', `let a = "${token}";\nlet b = "${token}";\n`);

describe('alerts', () => {
  test('a signature of a current key is accepted, and no other', () => {
    expect(() => verifyAlertSignature(body, 'k', signature, keys())).not.toThrow();
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
    for (const work of [
      () => verifyAlertSignature(Buffer.concat([body, Buffer.from(' ')]), 'k', signature, keys()),
      () => verifyAlertSignature(body, 'other', signature, keys()),
      () => verifyAlertSignature(body, 'k', signature, keys(false)),
      () => verifyAlertSignature(body, 'k', 'AAAA', keys()),
      () => verifyAlertSignature(body, 'k', '!', keys()),
      () => verifyAlertSignature(body, 'k', signature, keys(true, other as string)),
      () => verifyAlertSignature(body, 'k', signature, keys(true, 'no key')),
    ])
      expect(work).toThrowError(expect.objectContaining({ code: 'signature' }));
  });

  test('alerts are answered, and findings become alerts', () => {
    const alerts = parseAlerts(body.toString());
    expect(answerAlerts(alerts, ({ token }) => token === 't')).toEqual([
      { token_raw: 't', token_type: 'crates_io_api_token', label: 'true_positive' },
    ]);
    expect(parseAlerts(JSON.stringify(toAlerts(findings, () => 'u')))[0]).toEqual({
      token,
      type: 'crates_io_api_token',
      url: 'u',
      source: 'content',
    });
    for (const text of ['{}', '[1]', '[null]', 'x', '[{"token":1}]'])
      expect(() => parseAlerts(text)).toThrowError(expect.objectContaining({ code: 'document' }));
  });
});

describe('incidents', () => {
  const at = '2026-11-22T00:00:00Z';
  const [incident] = openIncidents(findings, { package: 'a@1.0.0', at, by: 'scan' });

  test('one for a secret, with all its places and without the secret', () => {
    expect(incident!.places).toHaveLength(2);
    expect(JSON.stringify(incident)).not.toContain(token);
  });

  test('steps follow each other, with deadlines', () => {
    expect(statusOf(incident!, at)).toMatchObject({ state: 'found', next: 'notified', overdue: false });
    const step = (state: 'notified' | 'revoked' | 'closed', note = '', time = '2026-11-23T01:00:00Z') => ({
      state,
      at: time,
      by: 'x',
      note,
    });
    const notified = advance(incident!, step('notified'));
    expect(statusOf(notified, '2026-12-22T00:00:00Z')).toMatchObject({ next: 'revoked', overdue: true });
    expect(() => advance(incident!, step('revoked'))).toThrowError('does not follow');
    expect(() => advance(incident!, step('closed'))).toThrowError('needs a note');
    expect(() => advance(notified, step('revoked', '', at))).toThrowError('before');
    expect(statusOf(advance(incident!, step('closed', 'not ours')), at).next).toBeUndefined();
    expect(parseIncidents(exportIncidents([notified], at))).toEqual([notified]);
    for (const text of ['x', '{}', '{"incidents":[{}]}', 'null']) expect(() => parseIncidents(text)).toThrow();
  });
});

test('a baseline knows secrets, not places', () => {
  const report = JSON.stringify({ findings: findings.map((one) => findingRecord(one)) });
  const known = parseBaseline(report);
  const moved = new SecretScanner().scanText('src/other.rs', `\n\n"${token}"`);
  expect(moved.every((one) => known.has(one.hash))).toBe(true);
  expect(parseBaseline(JSON.stringify([{ RuleID: 'x', Secret: token }]))).toEqual(known);
  expect(parseBaseline(findings.map((one) => JSON.stringify(findingRecord(one))).join('\n'))).toEqual(known);
  expect(() => parseBaseline('no report')).toThrowError(expect.objectContaining({ code: 'document' }));
});
