/** `[lints]` and `[profile]`, of which cargo writes some values in another way than the author did. */
import { isTable, type TomlValue } from '@lazaret/cargo';
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
    if (table === undefined) continue;
    const made = newTable(table);
    const level = DEBUG_LEVELS.get(table['debug']);
    if (level !== undefined) made['debug'] = level;
    result[name] = made;
  }
  return result;
}
