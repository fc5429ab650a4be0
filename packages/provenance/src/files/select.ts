/** Which files of a folder cargo would have packaged, by `include` and `exclude` (cargo's sources/path.rs, `list_files`). */
import { matchParts } from '@lazaret/cargo';

/** One line of `include` or `exclude`, which have the meaning of `.gitignore` lines. */
interface Rule {
  readonly negated: boolean;
  readonly directoryOnly: boolean;
  readonly parts: readonly string[];
}

/** Lines that are looked at; no manifest has a tenth of it. */
const MAX_RULES = 2000;

export type FileSelector = (path: string) => boolean;

/** Whether a file, by its path in the package, would be packaged. */
export function fileSelector(include: readonly string[], exclude: readonly string[]): FileSelector {
  const included = include.slice(0, MAX_RULES).flatMap(parseRule);
  const excluded = exclude.slice(0, MAX_RULES).flatMap(parseRule);
  if (include.length > 0) return (path) => path === 'Cargo.toml' || matchesPathOrParent(included, path);
  return (path) => path === 'Cargo.toml' || !matchesPathOrParent(excluded, path);
}

function parseRule(line: string): Rule[] {
  let text = line.trimEnd();
  if (text === '' || text.startsWith('#')) return [];
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const directoryOnly = text.endsWith('/');
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0) return [];
  const anchored = text.replace(/\/$/, '').includes('/');
  return [{ negated, directoryOnly, parts: anchored ? parts : ['**', ...parts] }];
}

/** The last rule that matches decides; a rule that matches a folder holds for all in it (`matched_path_or_any_parents`). */
function matchesPathOrParent(rules: readonly Rule[], path: string): boolean {
  const parts = path.split('/');
  for (let length = parts.length; length > 0; length--) {
    const decided = decide(rules, parts.slice(0, length), length < parts.length);
    if (decided !== undefined) return decided;
  }
  return false;
}

function decide(rules: readonly Rule[], parts: readonly string[], directory: boolean): boolean | undefined {
  for (let i = rules.length - 1; i >= 0; i--) {
    const rule = rules[i]!;
    if (rule.directoryOnly && !directory) continue;
    if (matchParts(rule.parts, parts)) return !rule.negated;
  }
  return undefined;
}
