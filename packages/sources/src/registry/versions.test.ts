import { expect, test } from 'vitest';
import type { Registry } from './registry.ts';
import { listVersions, listYanks } from './versions.ts';

const registry = (lines: string) => ({ indexFile: async () => ({ lines, origin: 'network' }) }) as unknown as Registry;
const line = (vers: string, yanked: boolean, more: Readonly<Record<string, unknown>> = {}) => {
  const features = { vers: ['a'], yanked: [], 'say"vers":"9.9.9"': ['"yanked":true'] };
  return JSON.stringify({ name: 'a', features, vers, deps: [], cksum: '0'.repeat(64), yanked, ...more });
};

test('yanks are those of the whole lines, however they are written', async () => {
  const lines = [
    line('1.0.0', false),
    line('1.1.0', true, { v: 2 }),
    line('1.2.0', false, { v: 3 }),
    line('1.3.0+b', true).replaceAll('":', '" : '),
    line('1.4.0', false).replace('1.4.0', '1\\u002e4.0'),
    '{"vers":"1.5.0"',
    '',
  ].join('\n');
  const whole = (await listVersions(registry(lines), 'a'))!.map(({ version, yanked }) => `${version} ${yanked}`);
  expect((await listYanks(registry(lines), 'a'))!.map(({ version, yanked }) => `${version} ${yanked}`)).toEqual(whole);
  expect(whole).toEqual(['1.0.0 false', '1.1.0 true', '1.2.0 false', '1.3.0+b true', '1.4.0 false']);
});
