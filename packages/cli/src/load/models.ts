/**
 * Models of derives that users write (docs/models.md, `schemas/models.schema.json`): TOML files, read before anything is
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

const schema = z.strictObject({
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
    .min(1),
});

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
    const table = path[0] === 'derive' && typeof path[1] === 'number' ? path[1] : undefined;
    const key = issue!.code === 'unrecognized_keys' ? issue!.keys[0]! : String(path[2] ?? '');
    const what =
      issue!.code === 'unrecognized_keys' ? `unknown key \`${key}\`` : `${path.join('.')}: ${issue!.message}`;
    fail(file, lineOf(text, table, key), what);
  }
  return checked.data.derive.map((one, index) => {
    const declaration: ModelDeclaration = {
      macroCrate: one['macro-crate'],
      derive: one.name,
      versions: one.versions,
      ...(one.facade === undefined ? {} : { facade: one.facade }),
      attributes: one.attributes ?? [],
      template: one.template,
    };
    const problem = checkDeclaration(declaration);
    if (problem !== undefined) {
      const line = lineOf(text, index, problem.key);
      // A template's first line is the one behind its opening quotes, which TOML drops.
      const within = problem.key === 'template' && /'''\s*$|"""\s*$/.test(text.split('\n')[line - 1] ?? '') ? 1 : 0;
      fail(file, line + (problem.line === undefined ? 0 : problem.line - 1 + within), problem.message);
    }
    return declaration;
  });
}

function fail(file: string, line: number | string, message: string): never {
  throw new CliError(Exit.Usage, `${file}:${line}: ${message}`);
}

/** The line that sets a key in the n-th `[[derive]]`; that of the table, or the first, where there is none. */
function lineOf(text: string, table: number | undefined, key: string): number {
  let seen = -1;
  let head = 1;
  for (const [i, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (/^\[\[\s*derive\s*\]\]/.test(trimmed)) {
      seen++;
      if (seen === (table ?? 0)) head = i + 1;
    }
    const here = table === undefined || seen === table;
    if (here && key !== '' && trimmed.startsWith(key) && /^\s*=/.test(trimmed.slice(key.length))) return i + 1;
  }
  return head;
}
