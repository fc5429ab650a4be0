/** Ed25519 signatures of crev's ids: the id is the public key, base64url without padding. */
import { createPublicKey, verify } from 'node:crypto';

/** DER head of an Ed25519 SubjectPublicKeyInfo (RFC 8410): the 32 bytes of the key follow. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether `id` signed the body. False for ids and signatures that are none. */
export function verifySignature(id: string, body: string, signature: string): boolean {
  const key = Buffer.from(id, 'base64url');
  const bytes = Buffer.from(signature, 'base64url');
  if (key.length !== 32 || bytes.length !== 64) return false;
  try {
    const publicKey = createPublicKey({ key: Buffer.concat([SPKI_HEAD, key]), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(body, 'utf8'), publicKey, bytes);
  } catch {
    // Bytes that are no point of the curve.
    return false;
  }
}
