/** A temporary folder with a project and an advisory database, and the command line run inside this process against it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { noStages } from '@lazaret/base';
import type { Io } from '../src/io.ts';
import { main } from '../src/main.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'lazaret-cli-'));
  readonly env: Record<string, string | undefined> = {
    LAZARET_CACHE: join(this.folder, 'cache'),
    CARGO_HOME: join(this.folder, 'cargo'),
  };

  constructor(files: Files = {}) {
    this.write(files);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(this.path(path)), { recursive: true });
      writeFileSync(this.path(path), content);
    }
  }

  /** Runs a command line in a folder of this world. */
  async run(
    args: readonly string[],
    options: { cwd?: string; tty?: boolean; stdin?: string; name?: 'lazaret' | 'cargo lazaret' } = {},
  ): Promise<Outcome> {
    let out = '';
    let err = '';
    const io: Io = {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      stdin: async () => options.stdin ?? '',
      env: this.env,
      cwd: this.path(options.cwd ?? ''),
      home: this.folder,
      now: () => new Date('2026-11-22T00:00:00Z'),
      stdoutTty: options.tty ?? false,
      stderr: undefined,
      width: undefined,
      stages: noStages,
    };
    const code = await main(args, options.name ?? 'lazaret', io);
    return { code, out, err };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function advisory(
  id: string,
  crate: string,
  fields: { functions?: string[]; patched?: string[]; title?: string; informational?: string } = {},
): string {
  const patched = (fields.patched ?? ['>=9.0.0']).map((it) => JSON.stringify(it)).join(', ');
  const functions = (fields.functions ?? []).map((path) => `${JSON.stringify(path)} = ["<9.0.0"]`).join('\n');
  return [
    '```toml',
    '[advisory]',
    `id = "${id}"`,
    `package = "${crate}"`,
    'date = "2026-01-02"',
    ...(fields.informational === undefined ? [] : [`informational = "${fields.informational}"`]),
    '[versions]',
    `patched = [${patched}]`,
    ...(functions === '' ? [] : ['[affected.functions]', functions]),
    '```',
    '',
    `# ${fields.title ?? 'Something is wrong'}`,
    '',
    'The prose of the advisory.',
    '',
  ].join('\n');
}

/** A database with three advisories about the packages of {@link PROJECT}. */
export const DATABASE: Files = {
  'db/crates/leaf/RUSTSEC-2026-9001.md': advisory('RUSTSEC-2026-9001', 'leaf', {
    functions: ['leaf::hit', 'leaf::missed'],
  }),
  'db/crates/leaf/RUSTSEC-2026-9002.md': advisory('RUSTSEC-2026-9002', 'leaf', { functions: ['leaf::missed'] }),
  'db/crates/extra/RUSTSEC-2026-9003.md': advisory('RUSTSEC-2026-9003', 'extra', { informational: 'unmaintained' }),
};

const manifest = (name: string, rest = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${rest}`;

/** `app` calls `middle`, which calls `leaf::hit`; `extra` is optional and off. Only path packages, so nothing is fetched. */
export const PROJECT: Files = {
  'app/Cargo.toml': manifest(
    'app',
    '[dependencies]\nmiddle = { path = "../middle" }\nextra = { path = "../extra", optional = true }\n',
  ),
  'app/src/main.rs': 'fn main() {\n    middle::go();\n}\n',
  'middle/Cargo.toml': manifest('middle', '[dependencies]\nleaf = { path = "../leaf" }\n'),
  'middle/src/lib.rs': 'pub fn go() {\n    leaf::hit();\n}\n',
  'leaf/Cargo.toml': manifest('leaf'),
  'leaf/src/lib.rs': 'pub fn hit() {}\npub fn missed() {}\n',
  'extra/Cargo.toml': manifest('extra'),
  'extra/src/lib.rs': '',
  'app/Cargo.lock': `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "extra",
 "middle",
]

[[package]]
name = "extra"
version = "0.1.0"

[[package]]
name = "leaf"
version = "0.1.0"

[[package]]
name = "middle"
version = "0.1.0"
dependencies = [
 "leaf",
]
`,
};
