/** How a dependency string of a lock file names a package: `name`, `name version` or `name version (source)`. */
import { type LockSource, parseSource, SourceKind, sourceKey } from './source.ts';

/** A package as an edge names it; what is left out must be unambiguous. */
export interface PackageSpec {
  readonly name: string;
  readonly version: string | undefined;
  readonly source: string | undefined;
}

/** What a lookup needs to know of a package. */
interface Named {
  readonly name: string;
  readonly version: string;
  readonly source: LockSource | undefined;
}

/** Splits a dependency string; undefined if it is not one. */
export function parsePackageSpec(text: string): PackageSpec | undefined {
  const space = text.indexOf(' ');
  if (space === -1) return text === '' ? undefined : { name: text, version: undefined, source: undefined };
  const name = text.slice(0, space);
  const next = text.indexOf(' ', space + 1);
  const version = next === -1 ? text.slice(space + 1) : text.slice(space + 1, next);
  if (name === '' || version === '') return undefined;
  if (next === -1) return { name, version, source: undefined };
  const rest = text.slice(next + 1);
  if (!rest.startsWith('(') || !rest.endsWith(')')) return undefined;
  const source = rest.slice(1, -1);
  return { name, version, source: source === '' ? undefined : source };
}

/** Finds packages by edge strings with cargo's rules (resolver/encode.rs `lookup_id`). */
export class PackageLookup {
  readonly #packages: readonly Named[];
  readonly #byName = new Map<string, number[]>();

  constructor(packages: readonly Named[]) {
    this.#packages = packages;
    packages.forEach((p, i) => {
      const same = this.#byName.get(p.name);
      if (same === undefined) this.#byName.set(p.name, [i]);
      else same.push(i);
    });
  }

  find(spec: PackageSpec): number | 'ambiguous' | 'dangling' {
    let found = this.#byName.get(spec.name) ?? [];
    if (found.length === 0) return 'dangling';
    if (spec.version !== undefined) {
      found = found.filter((i) => this.#packages[i]!.version === spec.version);
    } else if (found.some((i) => this.#packages[i]!.version !== this.#packages[found[0]!]!.version)) {
      return 'ambiguous';
    }
    if (found.length === 0) return 'dangling';
    if (spec.source !== undefined) return this.#bySource(found, spec.source);
    // A path package never has a source to name, so a missing source prefers it.
    const local = found.filter((i) => isPath(this.#packages[i]!.source));
    if (local.length === 1) return local[0]!;
    if (local.length === 0 && found.length === 1) return found[0]!;
    return 'ambiguous';
  }

  #bySource(found: readonly number[], source: string): number | 'dangling' {
    const exact = found.find((i) => this.#packages[i]!.source?.text === source);
    if (exact !== undefined) return exact;
    const key = sourceKey(parseSource(source));
    return found.find((i) => sourceKey(this.#packages[i]!.source) === key) ?? 'dangling';
  }

  /** Whether an edge has to spell out its source because name and version alone are not enough. */
  needsSource(edge: string): boolean {
    const spec = parsePackageSpec(edge);
    if (spec === undefined) return true;
    const same = (this.#byName.get(spec.name) ?? []).filter((i) => this.#packages[i]!.version === spec.version);
    return same.length !== 1;
  }
}

function isPath(source: LockSource | undefined): boolean {
  return source === undefined || source.kind === SourceKind.path;
}
