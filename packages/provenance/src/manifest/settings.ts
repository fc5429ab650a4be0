/** `[lints]` and `[profile]`, of which cargo writes some values in another way than the author did. */
import { isTable, type TomlTable, type TomlValue } from '@lazaret/cargo';
import { newTable, tableOf } from './table.ts';

/** A lint with a table of its own gets the priority that it has anyway (cargo-util-schemas `TomlLintConfig`). */
export function canonicalLints(value: TomlValue): TomlValue {
  const result = newTable();
  for (const [tool, lints] of Object.entries(tableOf(value) ?? {})) {
    const made = newTable();
    for (const [name, lint] of Object.entries(tableOf(lints) ?? {})) {
      made[name] = isTable(lint) && lint['priority'] === undefined ? newTable({ ...lint, priority: 0 }) : lint;
    }
    result[tool] = made;
  }
  return result;
}

/** Spellings of debug information that are written back as numbers (cargo-util-schemas `TomlDebugInfo`). */
const DEBUG_LEVELS: ReadonlyMap<TomlValue, number> = new Map<TomlValue, number>([
  [true, 2],
  ['full', 2],
  ['limited', 1],
  ['none', 0],
  [false, 0],
]);

export function canonicalProfiles(value: TomlValue): TomlValue {
  const result = newTable();
  for (const [name, profile] of Object.entries(tableOf(value) ?? {})) {
    const table = tableOf(profile);
    if (table !== undefined) result[name] = canonicalProfile(table);
  }
  return result;
}

/** A profile may hold others of the same form: for build scripts, and by package. */
function canonicalProfile(table: TomlTable): TomlTable {
  const made = newTable(table);
  const level = DEBUG_LEVELS.get(table['debug']);
  if (level !== undefined) made['debug'] = level;
  const build = tableOf(table['build-override']);
  if (build !== undefined) made['build-override'] = overridden(build);
  const packages = tableOf(table['package']);
  if (packages !== undefined) {
    made['package'] = newTable(
      Object.fromEntries(Object.entries(packages).map(([name, own]) => [name, overridden(tableOf(own) ?? newTable())])),
    );
  }
  return made;
}

function overridden(table: TomlTable): TomlTable {
  const level = DEBUG_LEVELS.get(table['debug']);
  return level === undefined ? table : newTable({ ...table, debug: level });
}
