/** All that differs between two versions of a crate, section by section. A function of the scan's input, like every check. */
import type { ScanContext } from '../context.ts';
import { type ActionChanges, actionChanges } from './action-changes.ts';
import { type BuildScriptChange, buildScriptChange } from './build-script-changes.ts';
import { type UnitChange, unitChanges } from './capability-changes.ts';
import { type DependencyChange, dependencyChanges, publicationOf } from './dependencies.ts';
import { type FeatureChange, type FieldChange, featureChanges, fieldChanges } from './manifest-fields.ts';
import { type FileChanges, fileChanges } from './package-files.ts';
import { type PublicChanges, publicChanges } from './public-items.ts';
import { type SourceChanges, sourceChanges } from './source-changes.ts';
import { stepOf, type VersionStep } from './step.ts';
import { type UnsafeChanges, unsafeChanges } from './unsafe-changes.ts';

export interface DiffSide {
  readonly name: string;
  readonly version: string;
  readonly sha256: string | undefined;
  readonly published: string | undefined;
  readonly files: number;
  readonly bytes: number;
}

export interface VersionDiff {
  readonly before: DiffSide;
  readonly after: DiffSide;
  readonly step: VersionStep;
  readonly manifest: readonly FieldChange[];
  readonly features: readonly FeatureChange[];
  readonly dependencies: readonly DependencyChange[];
  readonly buildScript: BuildScriptChange;
  readonly units: readonly UnitChange[];
  readonly actions: ActionChanges;
  readonly unsafety: UnsafeChanges;
  readonly api: PublicChanges;
  readonly source: SourceChanges;
  readonly files: FileChanges;
}

/** Compares the subject with the previous version, which has to be there. */
export function versionDiff(context: ScanContext): VersionDiff {
  const { subject, previous, code, previousCode } = context;
  if (previous === undefined) throw new RangeError('there is nothing to compare with');
  const units = unitChanges(previousCode, code);
  return {
    before: sideOf(context, previous),
    after: sideOf(context, subject),
    step: stepOf(previous.version, subject.version),
    manifest: fieldChanges(previous, subject),
    features: featureChanges(previous.manifest, subject.manifest),
    dependencies: dependencyChanges(context, previous),
    buildScript: buildScriptChange(previous, previousCode, subject, code),
    units,
    actions: actionChanges(previousCode, code),
    unsafety: unsafeChanges(previous, subject),
    api: publicChanges(previousCode, code, units),
    source: sourceChanges(previous, subject),
    files: fileChanges(previous, subject),
  };
}

function sideOf(context: ScanContext, { name, version, sha256, files }: ScanContext['subject']): DiffSide {
  const bytes = [...files.values()].reduce((sum, it) => sum + it.length, 0);
  return { name, version, sha256, published: publicationOf(context, name, version), files: files.size, bytes };
}
