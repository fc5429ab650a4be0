/** What the build resolver has to know of a package, from its manifest or, failing that, from its index line. */
import { type IndexLine, manifestDependency } from '../index-line/index-line.ts';
import { DependencyKind, type ManifestDependency } from '../manifest/dependencies.ts';
import { buildFeatureMap, type FeatureMap } from '../manifest/features.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { TargetKind } from '../manifest/target-tables.ts';
import { defaultLibName, discoverTargets, type PackageFiles } from '../manifest/targets.ts';

/** A package as the resolver sees it. */
export interface PackageFacts {
  readonly dependencies: readonly ManifestDependency[];
  readonly features: FeatureMap;
  readonly hasLib: boolean;
  /** Name of the library in code. */
  readonly libName: string;
  readonly procMacro: boolean;
  readonly hasBuildScript: boolean;
  /** Binaries; of a macro crate they are built for the target while the macro is built for the host. */
  readonly hasBins: boolean;
  /** Integration tests, examples or benches. */
  readonly hasTests: boolean;
  /** False if targets are guesses: an index line does not tell of libraries, macros and build scripts. */
  readonly targetsKnown: boolean;
}

/** Facts from a manifest in which inheritance is done. Without a file list, what cargo would look for is assumed. */
export function packageFacts(manifest: Manifest, files?: PackageFiles): PackageFacts {
  const pkg = manifest.package;
  if (pkg === undefined) throw new RangeError('a virtual workspace is not a package');
  const base = {
    dependencies: manifest.dependencies,
    features: buildFeatureMap(manifest.features, manifest.dependencies),
  };
  if (files !== undefined) {
    const { lib, bins, examples, tests, benches, buildScripts } = discoverTargets(manifest, files);
    return {
      ...base,
      hasLib: lib !== undefined,
      libName: externName(lib?.name, pkg.name),
      procMacro: lib?.procMacro ?? false,
      hasBuildScript: buildScripts.length > 0,
      hasBins: bins.length > 0,
      hasTests: examples.length + tests.length + benches.length > 0,
      targetsKnown: true,
    };
  }
  const lib = manifest.targets.find((t) => t.kind === TargetKind.lib);
  return {
    ...base,
    hasLib: lib !== undefined || pkg.autolib !== false,
    libName: externName(lib?.name, pkg.name),
    procMacro: lib?.procMacro ?? false,
    hasBuildScript: pkg.build === undefined || (pkg.build !== false && pkg.build.length > 0),
    hasBins: manifest.targets.some((t) => t.kind === TargetKind.bin),
    hasTests: manifest.targets.some((t) => t.kind !== TargetKind.bin && t.kind !== TargetKind.lib),
    targetsKnown: lib !== undefined && pkg.build !== undefined,
  };
}

function externName(lib: string | undefined, packageName: string): string {
  return defaultLibName(lib ?? packageName);
}

/** Facts from an index line: an ordinary library, with a build script if it has build dependencies or `links`. */
export function packageFactsFromIndex(line: IndexLine): PackageFacts {
  const dependencies = line.dependencies.map(manifestDependency);
  return {
    dependencies,
    features: buildFeatureMap(line.features, dependencies),
    hasLib: true,
    libName: defaultLibName(line.name),
    procMacro: false,
    hasBuildScript: line.links !== undefined || dependencies.some((d) => d.kind === DependencyKind.build),
    hasBins: false,
    hasTests: false,
    targetsKnown: false,
  };
}
