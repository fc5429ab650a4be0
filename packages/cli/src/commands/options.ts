/** Options that commands share, with cargo's own names, and how they become settings of a run. */
import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { ColorChoice } from '../terminal/color.ts';

export const collect = (value: string, previous: string[] = []): string[] => [...previous, value];

/** Options that choose what is built: `lazaret` means by them what cargo does. */
export interface BuildFlags {
  readonly package?: string[];
  readonly workspace?: boolean;
  readonly exclude?: string[];
  readonly features?: string[];
  readonly allFeatures?: boolean;
  readonly defaultFeatures: boolean;
  readonly target?: string[];
  readonly offline?: boolean;
  readonly locked?: boolean;
  readonly frozen?: boolean;
  readonly manifestPath?: string;
  readonly db?: string;
  readonly maxDbAge?: string;
  readonly config?: string;
  readonly models?: string[];
  readonly color?: ColorChoice;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly dev?: boolean;
  readonly examples?: boolean;
  readonly tests?: boolean;
  readonly benches?: boolean;
}

export function addBuildOptions<T extends unknown[], O extends Record<string, unknown>>(
  command: Command<T, O>,
): Command<T, O & BuildFlags> {
  return command
    .option('-p, --package <spec>', 'audit only this member of the workspace (repeatable)', collect)
    .option('--workspace', 'audit all members (the default)')
    .option('--exclude <spec>', 'leave this member out (repeatable)', collect)
    .option('-F, --features <features>', 'features to turn on, separated by commas or spaces (repeatable)', collect)
    .option('--all-features', 'turn all features on')
    .option('--no-default-features', 'leave default features off')
    .option('--target <triple>', 'target to build for (repeatable; default: the host)', collect)
    .option('--dev', 'count dev-dependencies as built')
    .option('--examples', 'examples are entry points too (implies --dev)')
    .option('--tests', 'tests are entry points too (implies --dev)')
    .option('--benches', 'benches are entry points too (implies --dev)')
    .option('--manifest-path <path>', 'Cargo.toml of the project, instead of a folder')
    .option('--offline', 'use no network; what is in no cache is unknown')
    .option('--locked', 'use the lock file as it is (always so; accepted as in cargo)')
    .option('--frozen', '--locked and --offline')
    .option('--db <folder>', 'advisory database: a clone or copy of the RustSec database')
    .option('--max-db-age <days>', 'fail if the advisory database is older, e.g. 90d')
    .option('--config <file>', 'configuration instead of lazaret.toml')
    .option('--models <file>', 'models of derive macros (docs/models.md; repeatable)', collect)
    .addOption(new Option('--color <when>', 'colours in the output').choices(['auto', 'always', 'never'] as const))
    .option('-q, --quiet', 'say nothing on standard error but errors')
    .option('-v, --verbose', 'show whole paths, notes and what was explored') as unknown as Command<T, O & BuildFlags>;
}

export function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1 is needed');
  return value;
}
