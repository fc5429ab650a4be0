/** What two manifests of one version must agree on: dependencies and features in a form that does not depend on spelling. */
import { type Comparator, type ManifestDependency, type Platform, versionReqText } from '@lazaret/cargo';

/** Which dependency it is, wherever it is written. */
export function identityOf({ kind, package: name, platform }: ManifestDependency): string {
  return `${kind} ${name}${platform === undefined ? '' : ` for ${placeOf(platform)}`}`;
}

/** Without its spelling: spaces and quotes differ between the two. */
function placeOf(platform: Platform): string {
  return platform.kind === 'triple' ? platform.triple : JSON.stringify(platform.expr);
}

/** What people read: `build-dependency cc ^1`. */
export function shownDependency({ kind, package: name, requirement, key }: ManifestDependency): string {
  const renamed = key === name ? '' : ` as ${key}`;
  return `${kind === 'normal' ? '' : `${kind}-`}dependency ${name}${renamed} ${requirement ?? '*'}`;
}

/** The requirement without its spelling: `1`, `^1` and `>=1.0.0, <2.0.0` (as some versions of cargo wrote it) are one. */
export function requirementOf({ req, requirement }: ManifestDependency): string {
  if (req === undefined) return requirement ?? '*';
  const { comparators } = req;
  const [only] = comparators;
  if (comparators.length !== 1 || only === undefined || only.op !== '^') return versionReqText(req);
  return `>=${numbers(only)}, <${afterCaret(only)}`;
}

function numbers({ major, minor = 0n, patch = 0n, pre }: Comparator): string {
  return `${major}.${minor}.${patch}${pre === '' ? '' : `-${pre}`}`;
}

/** The first version that a caret requirement no longer takes. */
function afterCaret({ major, minor, patch }: Comparator): string {
  if (major > 0n || minor === undefined) return `${major + 1n}.0.0`;
  if (minor > 0n || patch === undefined) return `0.${minor + 1n}.0`;
  return `0.0.${patch + 1n}`;
}
