/**
 * Proofs of cargo-crev in their envelopes (crev-data's `proof/mod.rs`): the present one, and the legacy one that names the kind
 * in its frame. The signature covers the body as it stands between the frames, each line ended by "\n".
 */
import type { Diagnostic } from '@lazaret/base';
import { Problems } from '../fields.ts';

export interface ProofEnvelope {
  /** YAML, exactly as it was signed. */
  readonly body: string;
  /** Base64url without padding. */
  readonly signature: string;
  /** Kind that a legacy frame names, in lower case (`package review`, `trust`). */
  readonly legacyKind?: string;
  /** Line of the frame's start, from 1. */
  readonly line: number;
}

/** Longest body and signature; crev-data's own limits, in characters. */
const MAX_BODY = 32_000;
const MAX_SIGNATURE = 2_000;

const START = '----- BEGIN CREV PROOF -----';
const SIGN = '----- SIGN CREV PROOF -----';
const END = '----- END CREV PROOF -----';
// Some early files have a blank before the closing dashes.
const LEGACY_START = /^-----BEGIN CREV (.+?) ?-----$/;
const LEGACY_SIGN = /^-----BEGIN CREV (.+) SIGNATURE-----$/;
const LEGACY_END = /^-----END CREV (.+)-----$/;

/** All proofs of a file; a broken one is told and the reading goes on at the next frame. */
export function readEnvelopes(
  text: string,
  file: string,
): { readonly proofs: readonly ProofEnvelope[]; readonly problems: readonly Diagnostic[] } {
  const problems = new Problems(file);
  const proofs: ProofEnvelope[] = [];
  let open: Frame | undefined;
  let line = 0;
  for (const raw of lines(text)) {
    line++;
    const start = startOf(raw.trim(), line);
    if (start !== undefined && open?.part !== 'signature' && !isSignature(raw.trim(), open)) {
      if (open !== undefined) problems.add('envelope', `the proof of line ${open.line} does not end`);
      open = start;
    } else if (open === undefined) {
      if (raw.trim() !== '') problems.add('envelope', `line ${line} is outside of every proof`);
    } else {
      const closed = step(open, raw, problems);
      if (closed === 'proof') proofs.push(finished(open));
      if (closed !== undefined) open = undefined;
    }
  }
  if (open !== undefined) problems.add('envelope', `the proof of line ${open.line} does not end`);
  return { proofs, problems: problems.list };
}

interface Frame {
  readonly line: number;
  readonly kind: string | undefined;
  part: 'body' | 'signature';
  readonly body: string[];
  readonly signature: string[];
  length: number;
}

function startOf(text: string, line: number): Frame | undefined {
  const legacy = LEGACY_SIGN.test(text) ? undefined : LEGACY_START.exec(text)?.[1];
  if (text !== START && legacy === undefined) return undefined;
  return { line, kind: legacy?.toLowerCase(), part: 'body', body: [], signature: [], length: 0 };
}

function isSignature(text: string, open: Frame | undefined): boolean {
  if (open === undefined) return false;
  return open.kind === undefined ? text === SIGN : LEGACY_SIGN.exec(text)?.[1]?.toLowerCase() === open.kind;
}

function step(open: Frame, raw: string, problems: Problems): 'proof' | 'dropped' | undefined {
  const text = raw.trim();
  if (open.part === 'body' && isSignature(text, open)) {
    open.part = 'signature';
    open.length = 0;
    return undefined;
  }
  const ends = open.kind === undefined ? text === END : LEGACY_END.exec(text)?.[1]?.toLowerCase() === open.kind;
  if (open.part === 'signature' && ends) return 'proof';
  open.length += raw.length + 1;
  if (open.length > (open.part === 'body' ? MAX_BODY : MAX_SIGNATURE)) {
    problems.add('envelope', `the ${open.part} of the proof of line ${open.line} is too long`);
    return 'dropped';
  }
  (open.part === 'body' ? open.body : open.signature).push(raw);
  return undefined;
}

function finished({ body, signature, kind, line }: Frame): ProofEnvelope {
  return {
    body: body.map((each) => `${each}\n`).join(''),
    signature: signature.join('').trim(),
    line,
    ...(kind !== undefined && { legacyKind: kind }),
  };
}

/** Lines as Rust's `BufRead::lines` has them: "\n" or "\r\n" ends one. */
function* lines(text: string): Generator<string> {
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const line = end === -1 ? text.slice(at) : text.slice(at, end);
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    at = end === -1 ? text.length : end + 1;
  }
}
