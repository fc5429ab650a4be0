/** The variables that Cargo sets while it compiles a package, for `env!`. */
import type { Manifest } from '@lazaret/cargo';

export function packageEnv(
  manifest: Manifest,
  locked: { readonly name: string; readonly version: string },
  crate: string,
): Readonly<Record<string, string>> {
  const pkg = manifest.package;
  const [major, minor, patch] = locked.version.split(/[.+-]/);
  return {
    CARGO_PKG_NAME: locked.name,
    CARGO_PKG_VERSION: locked.version,
    ...(major === undefined ? {} : { CARGO_PKG_VERSION_MAJOR: major }),
    ...(minor === undefined ? {} : { CARGO_PKG_VERSION_MINOR: minor }),
    ...(patch === undefined ? {} : { CARGO_PKG_VERSION_PATCH: patch }),
    CARGO_PKG_VERSION_PRE: /-([^+]*)/.exec(locked.version)?.[1] ?? '',
    CARGO_PKG_AUTHORS: pkg?.authors.join(':') ?? '',
    CARGO_PKG_DESCRIPTION: pkg?.description ?? '',
    CARGO_PKG_HOMEPAGE: pkg?.homepage ?? '',
    CARGO_PKG_REPOSITORY: pkg?.repository ?? '',
    CARGO_PKG_LICENSE: pkg?.license ?? '',
    CARGO_CRATE_NAME: crate,
  };
}
