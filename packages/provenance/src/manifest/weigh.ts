/** What a difference in a key of the manifest means: whether it acts on who builds with the crate. */
import type { TomlValue } from '@lazaret/cargo';
import { Severity } from '../report.ts';
import type { KeyDifference } from './compare.ts';
import { stableText } from './compare.ts';

export interface KeyWeight {
  readonly severity: Severity;
  readonly proof: string;
}

/** Keys of `[package]` that change what is compiled or run. */
const ACTING_PACKAGE: ReadonlySet<string> = new Set([
  'name',
  'version',
  'edition',
  'links',
  'build',
  'metabuild',
  'forced-target',
  'default-target',
  'default-run',
]);
const DEPENDENCY_KEYS: ReadonlySet<string> = new Set([
  'version',
  'registry-index',
  'features',
  'optional',
  'default-features',
  'package',
  'artifact',
  'lib',
  'target',
]);

/** Weighs a key of two canonical manifests of which one was derived from the other's source. */
export function weighKey({ key, expected, actual }: KeyDifference): KeyWeight {
  const [table = '', name = ''] = key;
  if (isDependencyTable(table)) return weighDependency(key, expected, actual);
  if (table === 'features') return decisive('features choose dependencies and code');
  if (table === 'lib' || table.startsWith('bin ')) return decisive('a target of the package');
  if (table === 'cargo-features') return decisive('it changes what cargo does with the package');
  if (table === 'package') return weighPackage(name, key, expected, actual);
  if (actual === undefined)
    return innocuous('cargo leaves out what it does not know, and the key acts on nobody who depends on the crate');
  return suspicious(
    /^(example|test|bench) /.test(table)
      ? 'a target that only the package itself builds'
      : 'the key acts on nobody who depends on the crate',
  );
}

function weighDependency(key: readonly string[], expected: TomlValue, actual: TomlValue): KeyWeight {
  const field = key[2];
  if (field !== undefined && !DEPENDENCY_KEYS.has(field) && actual === undefined) {
    return innocuous('cargo leaves out what it does not know');
  }
  if (field === 'registry-index' && typeof expected === 'string' && expected.startsWith('registry ')) {
    return {
      severity: typeof actual === 'string' ? Severity.Unproven : Severity.Decisive,
      proof: 'which registry the name stands for is known only where the crate was published',
    };
  }
  if (key[0]!.endsWith('dev-dependencies')) {
    return suspicious('dependencies for development are not built by who depends on the crate');
  }
  return decisive('the dependency is not as the repository has it');
}

function weighPackage(name: string, key: readonly string[], expected: TomlValue, actual: TomlValue): KeyWeight {
  if (ACTING_PACKAGE.has(name)) return decisive('it changes what is compiled or run');
  if (name === 'resolver') {
    return {
      severity: Severity.Innocuous,
      proof: 'it only matters where the package is built by itself; old versions of cargo leave it out',
    };
  }
  if (actual === undefined && (name === 'metadata' || !KNOWN_PACKAGE.has(name))) {
    return innocuous('cargo leaves out what it does not know');
  }
  if (name === 'readme' && expected !== undefined)
    return innocuous('a document, found or named in another way by another cargo');
  return suspicious(`${key.join('.')} is ${shortText(actual)} instead of ${shortText(expected)}`);
}

const KNOWN_PACKAGE: ReadonlySet<string> = new Set([
  ...ACTING_PACKAGE,
  'rust-version',
  'authors',
  'exclude',
  'include',
  'publish',
  'description',
  'homepage',
  'documentation',
  'readme',
  'keywords',
  'categories',
  'license',
  'license-file',
  'repository',
]);

/** Weighs a key of two manifests as their authors wrote them: the package's `Cargo.toml.orig` and the repository's. */
export function weighOriginalKey(difference: KeyDifference): KeyWeight {
  const { key, expected, actual } = difference;
  const [table = '', name = ''] = key;
  if (table === 'package' && name === 'version') {
    return innocuous('the version was set for the release; the rest of the manifest says whether more was');
  }
  if (['patch', 'replace', 'workspace', 'profile', 'badges', 'lints'].includes(table)) {
    return innocuous('the table is dropped, or acts on nobody who depends on the crate');
  }
  if (table === 'target') return weighKey({ key: [key.slice(0, 3).join('.'), ...key.slice(3)], expected, actual });
  if (['bin', 'example', 'test', 'bench'].includes(table)) {
    return table === 'bin'
      ? decisive('a target of the package')
      : suspicious('a target that only the package itself builds');
  }
  if (table === 'project') return weighKey({ key: ['package', ...key.slice(1)], expected, actual });
  return weighKey({ key: [table.replace('_', '-'), ...key.slice(1)], expected, actual });
}

function isDependencyTable(table: string): boolean {
  return /(^|\.)((dev|build)-)?dependencies$/.test(table);
}

const innocuous = (proof: string): KeyWeight => ({ severity: Severity.Innocuous, proof });
const suspicious = (proof: string): KeyWeight => ({ severity: Severity.Suspicious, proof });
const decisive = (proof: string): KeyWeight => ({ severity: Severity.Decisive, proof });

const MAX_SHOWN = 120;

/** A value of a manifest for a sentence. */
export function shortText(value: TomlValue): string {
  if (value === undefined) return 'absent';
  const text = stableText(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
