import { expect, test } from 'vitest';
import { downloadUrl } from './layout.ts';

test('the dl template: markers, case of prefixes, and the default path', () => {
  expect(downloadUrl('https://r/dl', 'Abcd', '1.0.0+x', 'ff')).toBe('https://r/dl/Abcd/1.0.0+x/download');
  expect(
    downloadUrl('https://r/{prefix}/{lowerprefix}/{crate}-{version}-{sha256-checksum}', 'AbCd', '1.0.0', 'ff'),
  ).toBe('https://r/Ab/Cd/ab/cd/AbCd-1.0.0-ff');
  const prefixes = ['a', 'ab', 'Abc', 'abcde'].map((name) => downloadUrl('{prefix}', name, '1.0.0', ''));
  expect(prefixes).toEqual(['1', '2', '3/A', 'ab/cd']);
  expect(() => downloadUrl('https://r', '../x', '1.0.0', '')).toThrow(expect.objectContaining({ code: 'crate-name' }));
});
