/**
 * `lazaret.toml` (also `.lazaret.toml`, `.cargo/lazaret.toml`): targets, gates and ignores of one project. Unknown keys are
 * errors: a misspelt gate that is silently off is worse than a message. Command-line options override it.
 */
import { parse as parseToml, TomlError } from 'smol-toml';
import { z } from 'zod';
import { CliError, Exit } from './exit.ts';

export const CONFIG_FILES = ['lazaret.toml', '.lazaret.toml', '.cargo/lazaret.toml'] as const;

const SEVERITIES = ['none', 'low', 'medium', 'high', 'critical'] as const;
const DATE = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date is written YYYY-MM-DD');

const ignoreSchema = z.strictObject({
  /** Advisory id or alias. */
  id: z.string().min(1),
  /** Only for this package: `name` or `name@version`. */
  crate: z.string().optional(),
  /** Ignores need a reason: the next reader has to judge them. */
  reason: z.string().min(1),
  until: DATE.optional(),
  justification: z
    .enum([
      'component_not_present',
      'vulnerable_code_not_present',
      'vulnerable_code_not_in_execute_path',
      'vulnerable_code_cannot_be_controlled_by_adversary',
      'inline_mitigations_already_exist',
    ])
    .optional(),
});

const configSchema = z.strictObject({
  audit: z
    .strictObject({
      targets: z.array(z.string()).optional(),
      features: z.array(z.string()).optional(),
      'all-features': z.boolean().optional(),
      'no-default-features': z.boolean().optional(),
      dev: z.boolean().optional(),
      'fail-on': z.enum(SEVERITIES).optional(),
      'fail-on-reach': z.enum(['reachable', 'unknown', 'any']).optional(),
      kinds: z.array(z.enum(['unmaintained', 'unsound', 'notice', 'yanked'])).optional(),
      'max-db-age': z.string().optional(),
      db: z.string().optional(),
      models: z.array(z.string()).optional(),
    })
    .optional(),
  ignore: z.array(ignoreSchema).optional(),
});

export type Config = z.infer<typeof configSchema>;

/** Reads a configuration's text; `file` is only for messages. */
export function parseConfig(text: string, file: string): Config {
  let raw: unknown;
  try {
    raw = parseToml(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new CliError(
      Exit.Usage,
      `${file}:${error.line}:${error.column}: not valid TOML: ${error.message.split('\n')[0]}`,
    );
  }
  const checked = configSchema.safeParse(raw);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[issue.path.length - 1] ?? '')];
    const line = lineOfKey(text, keys[0] as string);
    const place = line === undefined ? file : `${file}:${line}`;
    const what =
      issue.code === 'unrecognized_keys'
        ? `unknown key ${keys.map((key) => `\`${key}\``).join(', ')}`
        : `${issue.path.join('.')}: ${issue.message}`;
    return `${place}: ${what}`;
  });
  throw new CliError(Exit.Usage, problems.join('\n'));
}

/** First line that sets the key; good enough to lead a reader to it. */
function lineOfKey(text: string, key: string): number | undefined {
  if (key === '') return undefined;
  const at = text.split('\n').findIndex((line) => {
    const trimmed = line.trim();
    return trimmed.startsWith(key) && /^[\s=.\]]/.test(trimmed.slice(key.length));
  });
  return at === -1 ? undefined : at + 1;
}
