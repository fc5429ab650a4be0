/** `--trusted-publishing FILE`: what a registry's API says of who published a version (crates.io's `trustpub_data`). */
import type { TrustedPublishing } from '@lazaret/provenance';
import { readRegularText } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';

const MAX_FILE = 1024 * 1024;

/** The object itself, or an answer of the API that holds it under `version.trustpub_data`. */
export function readTrustedPublishing(file: string): TrustedPublishing {
  const text = readRegularText(file, MAX_FILE, { followLink: true });
  if (text === undefined) throw new CliError(Exit.Usage, `there is no file ${file}`);
  const wrong = new CliError(
    Exit.Usage,
    `${file} holds no trusted-publishing data: an object with \`provider\`, \`repository\` and \`sha\``,
  );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong;
  }
  const root = objectOf(value);
  const data = objectOf(objectOf(root?.['version'])?.['trustpub_data']) ?? objectOf(root?.['trustpub_data']) ?? root;
  const field = (key: string) => (typeof data?.[key] === 'string' ? (data[key] as string) : undefined);
  const provider = field('provider');
  const commit = field('sha')?.toLowerCase();
  if (provider === undefined || (commit !== undefined && !/^[0-9a-f]{40,64}$/.test(commit))) throw wrong;
  return { provider, repository: field('repository') ?? field('project_path'), commit };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
