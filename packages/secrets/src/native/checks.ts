/** What the value itself proves, without a network: checksums of public formats, structure of keys and signed tokens. */
import { crc32 } from 'node:zlib';
import type { CheckName } from '../rules/rule.ts';

export interface Checked {
  /** Undefined: nothing to say. */
  readonly valid: boolean | undefined;
  readonly reason: string;
}

type Check = (secret: string) => Checked | undefined;

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TRUSTED_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** GitHub's and npm's: six base62 digits of the CRC-32 of the thirty characters after the prefix. */
export function githubChecksum(random: string): string {
  let rest = crc32(random);
  let digits = '';
  for (; rest > 0; rest = Math.floor(rest / 62)) digits = BASE62[rest % 62]! + digits;
  return digits.padStart(6, '0');
}

/** The last character of a crates.io trusted publishing token: the exclusive or of the 31 before it, as a base62 digit. */
export function trustedPublishingChecksum(random: string): string {
  let all = 0;
  for (let i = 0; i < random.length; i++) all ^= random.charCodeAt(i);
  return TRUSTED_ALPHABET[all % 62]!;
}

const checksum = (fits: boolean): Checked => ({
  valid: fits,
  reason: fits ? 'the checksum in it fits' : 'the checksum in it does not fit',
});

const CHECKS: Readonly<Record<CheckName, Check>> = {
  github: (secret) => {
    const body = secret.slice(4);
    return body.length === 36 ? checksum(githubChecksum(body.slice(0, 30)) === body.slice(30)) : undefined;
  },
  'trusted-publishing': (secret) => {
    const body = secret.slice('cio_tp_'.length);
    return checksum(trustedPublishingChecksum(body.slice(0, 31)) === body[31]);
  },
  jwt: (secret) => {
    const [header, payload] = secret.split('.');
    const head = jsonOf(header ?? '');
    if (head === undefined || typeof head['alg'] !== 'string')
      return { valid: false, reason: 'its header is no JSON with an `alg`' };
    if (head['alg'].toLowerCase() === 'none') return { valid: false, reason: 'it is not signed' };
    const expires = jsonOf(payload ?? '')?.['exp'];
    const until =
      typeof expires === 'number' && expires < 1e11 ? `, expires ${new Date(expires * 1000).toISOString()}` : '';
    return { valid: undefined, reason: `signed with ${head['alg'].slice(0, 20)}${until}` };
  },
  pem: checkPem,
  'base64-json': (secret) => (jsonOf(secret) === undefined ? undefined : { valid: true, reason: 'it holds JSON' }),
  credentials: (secret) => {
    const password = secret.slice(secret.indexOf(':') + 1);
    return /^["']?(?:\$|%|<|\{|\*|x+$|\.\.\.|pass(?:word|wd)?\b|pwd\b|secret\b|test\b|token\b|change(?:it|me))/i.test(
      password,
    )
      ? { valid: false, reason: 'a stand-in' }
      : undefined;
  },
};

export function checkSecret(name: CheckName, secret: string): Checked | undefined {
  return CHECKS[name](secret);
}

/** Headers and claims are some hundred bytes. */
const MAX_JSON = 64 * 1024;

function jsonOf(base64: string): Readonly<Record<string, unknown>> | undefined {
  if (base64.length > MAX_JSON) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(base64, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A key block is DER (it begins with a SEQUENCE), OpenSSH's own format, or encrypted text; `\n` may be written out. */
function checkPem(secret: string): Checked | undefined {
  const encrypted = /ENCRYPTED/.test(secret.slice(0, 400));
  const body = secret
    .replace(/-----[^-]{1,140}-----/g, '')
    .replace(/\\[nrt]/g, '')
    .replace(/^[\s/*#|"'+]*[A-Za-z-]{1,40}:[^\n]*$/gm, '')
    .replace(/[^A-Za-z0-9+/=]/g, '');
  const bytes = Buffer.from(body.slice(0, 400), 'base64');
  if (bytes.subarray(0, 14).toString('latin1') === 'openssh-key-v1')
    return { valid: true, reason: 'an OpenSSH private key' };
  if (bytes[0] === 0x30 && derFits(bytes, Buffer.byteLength(body, 'base64'))) {
    return { valid: true, reason: encrypted ? 'an encrypted private key' : 'the key decodes' };
  }
  return encrypted ? { valid: undefined, reason: 'an encrypted private key' } : undefined;
}

function derFits(head: Buffer, length: number): boolean {
  const first = head[1] ?? 0;
  const size =
    first < 0x80 ? first + 2 : first === 0x81 ? head[2]! + 3 : first === 0x82 ? head.readUInt16BE(2) + 4 : -1;
  return size !== -1 && Math.abs(size - length) <= 4;
}
