import { parseLockFile } from '@lazaret/cargo';
import { describe, expect, it } from 'vitest';
import { changedVersions } from './updates.ts';

const REGISTRY = 'source = "registry+https://registry.invalid/index"';
const lock = (...packages: readonly string[]) =>
  parseLockFile(
    `version = 4\n${packages
      .map((it) => {
        const [name, version, source = REGISTRY] = it.split(' ');
        return `[[package]]\nname = "${name}"\nversion = "${version}"\n${source === 'path' ? '' : REGISTRY}\n`;
      })
      .join('')}`,
  );
const changes = (before: readonly string[], after: readonly string[]) =>
  changedVersions(lock(...before), lock(...after)).map((it) => `${it.name} ${it.before ?? 'new'} ${it.after}`);

describe('versions that a lock file has otherwise', () => {
  it('are those that were not locked before, beside the nearest one that is gone', () => {
    expect(changes(['a 1.0.0', 'b 1.0.0'], ['a 1.0.1', 'b 1.0.0'])).toEqual(['a 1.0.0 1.0.1']);
    expect(changes(['a 1.0.0', 'a 2.0.0'], ['a 1.0.0', 'a 2.1.0'])).toEqual(['a 2.0.0 2.1.0']);
    expect(changes(['a 1.2.0'], ['a 1.1.0'])).toEqual(['a 1.2.0 1.1.0']);
  });
  it('are new where the name was not there, and of registries only', () => {
    expect(changes([], ['a 1.0.0'])).toEqual(['a new 1.0.0']);
    expect(changes(['own 0.1.0 path'], ['own 0.2.0 path'])).toEqual([]);
  });
});
