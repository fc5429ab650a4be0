/** `[lib]`, `[[bin]]`, `[[example]]`, `[[test]]`, `[[bench]]` as a manifest writes them. */
import type { TomlTable, TomlValue } from '../toml.ts';
import type { Fields, Path } from './fields.ts';

/** What a target of a package is. */
export const TargetKind = { lib: 'lib', bin: 'bin', example: 'example', test: 'test', bench: 'bench' } as const;
export type TargetKind = (typeof TargetKind)[keyof typeof TargetKind];

/** A target table; what it leaves out is inferred from the package's files. */
export interface ExplicitTarget {
  readonly kind: TargetKind;
  readonly name: string | undefined;
  readonly path: string | undefined;
  readonly procMacro: boolean;
  readonly crateTypes: readonly string[];
  readonly requiredFeatures: readonly string[];
  readonly edition: string | undefined;
  readonly harness: boolean;
  readonly test: boolean | undefined;
}

/** Reads the tables of one kind. */
export function readExplicitTargets(fields: Fields, value: TomlValue, kind: TargetKind): ExplicitTarget[] {
  const found: ExplicitTarget[] = [];
  for (const item of fields.array(value, [kind]) ?? []) {
    const table = fields.table(item, [kind]);
    if (table !== undefined) found.push(readTarget(fields, table, kind, [kind]));
  }
  return found;
}

function readTarget(fields: Fields, table: TomlTable, kind: TargetKind, path: Path): ExplicitTarget {
  const types = fields.spelled(table, 'crate-type', path);
  const crateTypes =
    typeof types.value === 'string' ? [types.value] : (fields.texts(types.value, [...path, types.key]) ?? []);
  const macro = fields.spelled(table, 'proc-macro', path);
  return {
    kind,
    name: fields.text(table, 'name', path),
    path: fields.text(table, 'path', path),
    procMacro: fields.flag(table, macro.key, path) === true || crateTypes.includes('proc-macro'),
    crateTypes,
    requiredFeatures: fields.texts(table['required-features'], [...path, 'required-features']) ?? [],
    edition: fields.text(table, 'edition', path),
    harness: fields.flag(table, 'harness', path) ?? true,
    test: fields.flag(table, 'test', path),
  };
}
