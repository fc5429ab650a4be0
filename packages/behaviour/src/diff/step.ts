/** How far one version is from another, as Cargo counts: what a caret requirement lets in is no major step. */
import { comparePrecedence, parseVersion } from '@lazaret/cargo';

export type VersionStep = 'major' | 'minor' | 'patch' | 'same' | 'older';

export function stepOf(before: string, after: string): VersionStep {
  const a = parseVersion(before);
  const b = parseVersion(after);
  const order = comparePrecedence(a, b);
  if (order === 0) return 'same';
  if (order > 0) return 'older';
  if (a.major !== b.major) return 'major';
  if (a.minor !== b.minor) return a.major === 0n ? 'major' : 'minor';
  return a.major === 0n && a.minor === 0n ? 'major' : 'patch';
}
