import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { corpus, inputOf } from './inputs.ts';
import { minimise } from './minimise.ts';
import { Random } from './random.ts';

const files = corpus(undefined);

describe('inputs', () => {
  it('are decided by seed and number', () => {
    const some = (seed: number) => Array.from({ length: 40 }, (_, i) => inputOf(seed, i, files));
    expect(some(3)).toEqual(some(3));
    expect(new Set([...some(3), ...some(4)]).size).toBeGreaterThan(70);
    const random = new Random(1, 2);
    expect(Array.from({ length: 100 }, () => random.below(7)).every((n) => n >= 0 && n < 7)).toBe(true);
  });
});

describe('minimise', () => {
  it('keeps what the fault needs', () => {
    const text = `${'a'.repeat(500)}X${'b'.repeat(300)}Y${'c'.repeat(99)}`;
    expect(minimise(text, (it) => /X.*Y/.test(it), 10)).toBe('XY');
    expect(minimise('abc', () => false, 10)).toBe('abc');
  });
});

describe('the command', () => {
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [new URL('run.ts', import.meta.url).pathname, ...args]).catch(
      (error: unknown) => error,
    );

  it('counts inputs, and refuses a target that it does not know', async () => {
    expect(await run('--target', 'lexer', '--runs', '5')).toMatchObject({
      stdout: expect.stringMatching(/\ninputs: 5 passed, 0 failed\n$/),
    });
    expect(await run('--target', 'nothing')).toMatchObject({ code: 2 });
  });
});
