/**
 * Models of macros that users write (docs/models.md, `schemas/models.schema.json`): TOML files, read before anything is
 * judged. A file that cannot be taken whole is an error with its line: a model that is silently off is worse than a message.
 */
import { resolve } from 'node:path';
import { checkDeclaration, type ModelDeclaration } from '@lazaret/analyzer';
import { readRegularText } from '@lazaret/sources';
import { parse as parseToml, TomlError } from 'smol-toml';
import { z } from 'zod';
import { CliError, Exit } from '../exit.ts';

/** A template has at most 200,000 characters; a file may hold a few. */
const MAX_MODELS = 1 << 22;

const NAME = z.string().regex(/^[A-Za-z_]\w*$/, 'a name in Rust code is needed');

const macros = z
  .array(
    z.strictObject({
      'macro-crate': NAME,
      name: NAME,
      versions: z.string().min(1),
      facade: NAME.optional(),
      template: z.string(),
    }),
  )
  .min(1)
  .optional();

const schema = z.strictObject({
  attribute: macros,
  macro: macros,
  derive: z
    .array(
      z.strictObject({
        'macro-crate': NAME,
        name: NAME,
        versions: z.string().min(1),
        facade: NAME.optional(),
        attributes: z
          .array(z.string().regex(/^\w+(?:\.\w+)*(?:\.\*)?$/, 'a path of attribute names is needed'))
          .optional(),
        template: z.string(),
      }),
    )
    .min(1)
    .optional(),
});

/** Tables of a file, and what their models are of. */
const TABLES = { derive: undefined, attribute: 'attribute', macro: 'macro' } as const;

/** Reads all files; `folder`: what relative paths are relative to. */
export function loadModels(files: readonly string[], folder: string): ModelDeclaration[] {
  return files.flatMap((file) => {
    const text = readRegularText(resolve(folder, file), MAX_MODELS, { followLink: true });
    if (text === undefined) throw new CliError(Exit.Usage, `there are no models at ${file}`);
    return parseModels(text, file);
  });
}

/** Reads one file's text; `file` is only for messages. */
export function parseModels(text: string, file: string): ModelDeclaration[] {
  let raw: unknown;
  try {
    raw = parseToml(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    fail(file, `${error.line}:${error.column}`, `not valid TOML: ${error.message.split('\n')[0]}`);
  }
  const checked = schema.safeParse(raw);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const path = issue!.path;
    const at = typeof path[1] === 'number' ? { table: String(path[0]), index: path[1] } : undefined;
    const key = issue!.code === 'unrecognized_keys' ? issue!.keys[0]! : String(path[2] ?? '');
    const what =
      issue!.code === 'unrecognized_keys' ? `unknown key \`${key}\`` : `${path.join('.')}: ${issue!.message}`;
    fail(file, lineOf(text, at, key), what);
  }
  const { data } = checked;
  if (Object.keys(data).length === 0) fail(file, 1, 'there is no [[derive]], [[attribute]] or [[macro]]');
  return (Object.keys(TABLES) as (keyof typeof TABLES)[]).flatMap((table) =>
    (data[table] ?? []).map((one, index) => {
      const kind = TABLES[table];
      const declaration: ModelDeclaration = {
        ...(kind === undefined ? {} : { kind }),
        macroCrate: one['macro-crate'],
        derive: one.name,
        versions: one.versions,
        ...(one.facade === undefined ? {} : { facade: one.facade }),
        attributes: (table === 'derive' ? data.derive?.[index]?.attributes : undefined) ?? [],
        template: one.template,
      };
      const problem = checkDeclaration(declaration);
      if (problem !== undefined) {
        const line = lineOf(text, { table, index }, problem.key);
        // A template's first line is the one behind its opening quotes, which TOML drops.
        const within = problem.key === 'template' && /'''\s*$|"""\s*$/.test(text.split('\n')[line - 1] ?? '') ? 1 : 0;
        fail(file, line + (problem.line === undefined ? 0 : problem.line - 1 + within), problem.message);
      }
      return declaration;
    }),
  );
}

function fail(file: string, line: number | string, message: string): never {
  throw new CliError(Exit.Usage, `${file}:${line}: ${message}`);
}

/** The line that sets a key in the n-th table of a name; that of the table, or the first, where there is none. */
function lineOf(text: string, at: { readonly table: string; readonly index: number } | undefined, key: string): number {
  let seen = -1;
  let inside = false;
  let head = 1;
  for (const [i, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    const table = /^\[\[\s*(\w+)\s*\]\]/.exec(trimmed)?.[1];
    if (table !== undefined) {
      inside = table === at?.table;
      if (inside) seen++;
      if (inside && seen === at?.index) head = i + 1;
    }
    const here = at === undefined || (inside && seen === at.index);
    if (here && key !== '' && trimmed.startsWith(key) && /^\s*=/.test(trimmed.slice(key.length))) return i + 1;
  }
  return head;
}
