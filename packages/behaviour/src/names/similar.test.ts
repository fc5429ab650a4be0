import { describe, expect, it } from 'vitest';
import { oneEditApart, similarNames } from './similar.ts';

const INDEX = similarNames(['rust_decimal', 'serde', 'proc-macro2', 'tracing-check', 'polymarket-client-sdk', 'nom']);

describe('similar names', () => {
  it.each([
    ['rustdecimal', 'rust_decimal'],
    ['serd', 'serde'],
    ['sedre', 'serde'],
    ['serde-rs', 'serde'],
    ['rust-serde', 'serde'],
    ['proc-macro1', 'proc-macro2'],
    ['macro2-proc', 'proc-macro2'],
    ['tracing-checks', 'tracing-check'],
    ['polymarkets-client-sdks', 'polymarket-client-sdk'],
  ])('%s is like %s', (name, target) => {
    expect(INDEX.similar(name)).toContainEqual(expect.objectContaining({ name: target, common: false }));
  });

  it('is quiet on the crate itself, on short words and on other names', () => {
    for (const name of ['proc_macro2', 'Serde', 'nim', 'nam', 'anyhow', 'serde-json-ext'])
      expect(INDEX.similar(name), name).toEqual([]);
    expect(INDEX.similar('serde-utils')).toEqual([{ name: 'serde', how: '“utils” added', common: true }]);
  });

  it('does not work on names that no registry takes', () => {
    expect(INDEX.similar(`serde-${'x'.repeat(1_000_000)}`)).toEqual([]);
  });

  it('tells logins that are one edit apart', () => {
    expect(oneEditApart('lz-tolnay', 'lz-toolnay')).toBe(true);
    expect(oneEditApart('lz-tolnay', 'lz-tolany')).toBe(true);
    expect(oneEditApart('lz-tolnay', 'lz-tolnaj')).toBe(true);
    expect(oneEditApart('lz-tolnay', 'lz-tolnay')).toBe(false);
    expect(oneEditApart('lz-tolnay', 'lz-other')).toBe(false);
  });
});
