import { describe, expect, it } from 'vitest';
import { wantsColor } from './color.ts';

describe('wantsColor', () => {
  it.each([
    ['always', { NO_COLOR: '1' }, false, true],
    ['never', { FORCE_COLOR: '1' }, true, false],
    ['auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['auto', { NO_COLOR: '' }, true, true],
    ['auto', { FORCE_COLOR: '1' }, false, true],
    ['auto', { FORCE_COLOR: '0' }, true, false],
    ['auto', { CARGO_TERM_COLOR: 'always' }, false, true],
    ['auto', { CARGO_TERM_COLOR: 'never' }, true, false],
    ['auto', { TERM: 'dumb' }, true, false],
    ['auto', {}, true, true],
    ['auto', {}, false, false],
  ] as const)('%s with %o at a terminal: %s gives %s', (choice, env, isTty, wanted) => {
    expect(wantsColor(choice, env, isTty)).toBe(wanted);
  });
});
