/** All checks, in order of their names within each kind of source. */
import type { PracticeCheck } from '../check.ts';
import { UNANSWERED } from '../unanswered.ts';
import { binaryArtifacts } from './archive/binary-artifacts.ts';
import { buildScript } from './archive/build-script.ts';
import { fuzzing } from './archive/fuzzing.ts';
import { license } from './archive/license.ts';
import { rustVersion } from './archive/rust-version.ts';
import { securityPolicy } from './archive/security-policy.ts';
import { wildcardRequirements } from './archive/wildcard-requirements.ts';
import { documentation } from './code/documentation.ts';
import { safetyComments } from './code/safety-comments.ts';
import { unsafeCode } from './code/unsafe-code.ts';
import { dependencyAge } from './registry/dependency-age.ts';
import { dependencyCount } from './registry/dependency-count.ts';
import { maintained } from './registry/maintained.ts';
import { owners } from './registry/owners.ts';
import { provenance } from './registry/provenance.ts';
import { reviews } from './registry/reviews.ts';
import { semver } from './registry/semver.ts';
import { trustedPublishing } from './registry/trusted-publishing.ts';
import { vulnerabilities } from './registry/vulnerabilities.ts';
import { ciTests } from './repository/ci-tests.ts';
import { dangerousWorkflow } from './repository/dangerous-workflow.ts';
import { dependencyUpdateTool } from './repository/dependency-update-tool.ts';
import { packaging } from './repository/packaging.ts';
import { pinnedDependencies } from './repository/pinned-dependencies.ts';
import { sast } from './repository/sast.ts';
import { tokenPermissions } from './repository/token-permissions.ts';

export const PRACTICE_CHECKS: readonly PracticeCheck[] = [
  binaryArtifacts,
  buildScript,
  fuzzing,
  license,
  rustVersion,
  securityPolicy,
  wildcardRequirements,
  documentation,
  safetyComments,
  unsafeCode,
  dependencyAge,
  dependencyCount,
  maintained,
  owners,
  provenance,
  reviews,
  semver,
  trustedPublishing,
  vulnerabilities,
  ciTests,
  dangerousWorkflow,
  dependencyUpdateTool,
  packaging,
  pinnedDependencies,
  sast,
  tokenPermissions,
  ...UNANSWERED,
];
