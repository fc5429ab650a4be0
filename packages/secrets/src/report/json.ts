/** A finding as plain data for reports: everything but the secret, which is added only where it is asked for. */
import type { SecretFinding } from '../native/finding.ts';

export type FindingRecord = Omit<SecretFinding, 'secret'> & {
  readonly secret?: string;
  /** Not in the version or report it was compared with. */
  readonly isNew?: boolean;
  /** In the package, and not in the repository. */
  readonly onlyInPackage?: boolean;
};

export interface Compared {
  readonly isNew?: boolean | undefined;
  readonly onlyInPackage?: boolean | undefined;
}

export function findingRecord(finding: SecretFinding, compared: Compared = {}, showSecrets = false): FindingRecord {
  const { secret, ...rest } = finding;
  return {
    ...rest,
    ...(showSecrets ? { secret } : {}),
    ...(compared.isNew === undefined ? {} : { isNew: compared.isNew }),
    ...(compared.onlyInPackage === undefined ? {} : { onlyInPackage: compared.onlyInPackage }),
  };
}
