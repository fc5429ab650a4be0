/** Review coverage as a part of `lazaret audit`: for projects that keep reviews of cargo-vet, from what they have locked. */
import type { ReviewCoverage } from '@lazaret/audit';
import { coverageOf } from '@lazaret/reviews';
import type { Project } from '@lazaret/sources';
import { readReviewInputs } from './inputs.ts';
import { projectPackages } from './project-packages.ts';

/** Undefined for a project without `supply-chain/config.toml`. */
export function reviewCoverage(project: Project): ReviewCoverage | undefined {
  if (project.root === undefined || project.lock === undefined) return undefined;
  const { store, read } = readReviewInputs({ trust: 'low' }, project.root, project.root);
  if (read.length === 0) return undefined;
  const { packages, counts } = coverageOf(projectPackages(project), store);
  const { audited, trusted, exempted, missing, conflict } = counts;
  return {
    counts: { audited, trusted, exempted, missing, conflict },
    missing: packages.flatMap((each) => each.missing ?? []),
    conflicts: packages.flatMap(({ name, version, conflicts }) =>
      conflicts.map(
        ({ source, contradicts }) =>
          `${name} ${version}: ${source} records a violation, against the ${contradicts.what}`,
      ),
    ),
  };
}
