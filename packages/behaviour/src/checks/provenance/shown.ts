/** A difference as evidence. */
import type { Difference } from '@lazaret/provenance';
import type { Evidence } from '../../finding.ts';

/**
 * What Cargo.toml says beside its original or the index is a fact of the manifest, which other checks look at, too: it must
 * not count as a second, independent witness.
 */
export function shown(difference: Difference): Evidence {
  const { path, message, proof } = difference;
  const kind = isOfManifest(difference) ? 'manifest' : 'provenance';
  return { kind, text: `${message} (${proof})`, ...(path === undefined ? {} : { file: path }) };
}

export function isOfManifest({ class: className }: Difference): boolean {
  return className === 'manifest-effective' || className === 'manifest-index';
}
