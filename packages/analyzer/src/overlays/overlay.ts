/**
 * What build scripts of widely used packages do where their text does not tell: configuration they set on a stable
 * compiler, and files they write. The data is `data/overlays.json`, made by `tools/overlays` and open to additions by hand:
 *
 *   { "crates": { "anyhow": [ { "versions": ["1.0.80", "1.0.104"], "target": "x86_64-unknown-linux-gnu",
 *     "on": ["name"], "off": ["other"], "files": { "private.rs": "text" } } ] } }
 *
 * `versions` are the first and last version that were looked at: an entry holds for the first and what is compatible with it
 * (Cargo's sense), up to the next entry. `target`: the cfgs were seen there; for another system or processor nothing is
 * known. In `files`, `{patch}` stands for the patch number of the package's version.
 */

export interface OverlayEntry {
  readonly versions: readonly [string, string];
  readonly target?: string;
  readonly on?: readonly string[];
  readonly off?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

export interface OverlayData {
  readonly crates: Readonly<Record<string, readonly OverlayEntry[]>>;
}

/** What is known of one version of a package. */
export interface Overlay {
  /** `name` or `name="value"`; `cfgs` are those of the target. */
  cfg(entry: string, cfgs: ReadonlySet<string>): boolean | undefined;
  /** Text of a file in `OUT_DIR`. */
  file(path: string): string | undefined;
}

export function overlayOf(data: OverlayData, name: string, version: string): Overlay | undefined {
  if (!Object.hasOwn(data.crates, name)) return undefined;
  const fits = data.crates[name]!.filter((entry) => covers(entry.versions[0], version));
  const entry = fits.sort((a, b) => compareVersions(a.versions[0], b.versions[0])).at(-1);
  if (entry === undefined) return undefined;
  return {
    cfg(cfg, cfgs) {
      if (entry.target !== undefined && !isTarget(entry.target, cfgs)) return undefined;
      if (entry.on?.includes(cfg)) return true;
      return entry.off?.includes(cfg) ? false : undefined;
    },
    file(path) {
      if (entry.files === undefined || !Object.hasOwn(entry.files, path)) return undefined;
      return entry.files[path]!.replaceAll('{patch}', numbers(version)[2]!.toString());
    },
  };
}

function numbers(version: string): readonly [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version
    .split(/[-+]/, 1)[0]!
    .split('.')
    .map((part) => Number(part) || 0);
  return [major, minor, patch];
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [numbers(a), numbers(b)];
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
}

function covers(first: string, version: string): boolean {
  const [a, b] = [numbers(first), numbers(version)];
  const compatible = a[0] === b[0] && (a[0] > 0 || a[1] === b[1]);
  return compatible && compareVersions(first, version) <= 0;
}

/** Processor and system of a triple against a target's cfgs. */
function isTarget(triple: string, cfgs: ReadonlySet<string>): boolean {
  const [arch, , os] = triple.split('-');
  return cfgs.has(`target_arch="${arch}"`) && cfgs.has(`target_os="${os}"`);
}
