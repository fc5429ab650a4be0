import { describe, expect, it } from 'vitest';
import { CargoError } from '../error.ts';
import { canonicalCrateName, externCrateName, indexPath, isCratesIoName, packageUrl } from './crate-name.ts';

describe('crate names', () => {
  it('are compared without case and without regard to the kind of dash', () => {
    expect(canonicalCrateName('Foo-Bar_baz')).toBe('foo_bar_baz');
    expect(externCrateName('Foo-Bar')).toBe('Foo_Bar');
  });

  it('follow the rules of crates.io', () => {
    expect(['a', 'A9_-', 'x'.repeat(64)].map(isCratesIoName)).toEqual([true, true, true]);
    expect(['', '9a', '_a', 'a.b', 'é', 'x'.repeat(65), 'a b'].map(isCratesIoName)).not.toContain(true);
  });

  it('have a place in an index', () => {
    expect(['a', 'AB', 'abc', 'Serde', 'ab-c'].map(indexPath)).toEqual([
      '1/a',
      '2/ab',
      '3/a/abc',
      'se/rd/serde',
      'ab/-c/ab-c',
    ]);
    for (const bad of ['', '..', '../x', 'a/b', '.git', 'a\0', '-a', 'a'.repeat(2000)])
      expect(() => indexPath(bad)).toThrow(CargoError);
  });

  it('make package URLs', () => {
    expect(packageUrl('serde', '1.0.0+a b')).toBe('pkg:cargo/serde@1.0.0%2Ba%20b');
    expect(packageUrl('x', '1.0.0', { vcs_url: 'git+https://e/x@1', a: '', Repository_url: 'r' })).toBe(
      'pkg:cargo/x@1.0.0?repository_url=r&vcs_url=git%2Bhttps:%2F%2Fe%2Fx%401',
    );
    expect(packageUrl('\ud800', '1')).toContain('pkg:cargo/%EF%BF%BD');
  });
});
