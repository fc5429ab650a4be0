import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const run = (bin: string, args: readonly string[]) =>
  execFileSync(process.execPath, [fileURLToPath(new URL(`../bin/${bin}.ts`, import.meta.url)), ...args], {
    encoding: 'utf8',
  });

it('drops the name that cargo repeats', () => {
  expect(run('cargo-lazaret', ['lazaret', 'db', '--help'])).toContain('Usage: cargo lazaret db');
  expect(run('cargo-lazaret', ['db', '--help'])).toContain('Usage: cargo lazaret db');
  expect(run('lazaret', ['db', '--help'])).toContain('Usage: lazaret db');
});
