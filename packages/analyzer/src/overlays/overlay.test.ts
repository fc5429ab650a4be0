import { describe, expect, it } from 'vitest';
import { overlayOf } from './overlay.ts';
import { STORED_OVERLAYS } from './stored.ts';

const data = {
  crates: {
    a: [
      { versions: ['1.2.0', '1.4.0'], target: 'x86_64-unknown-linux-gnu', on: ['x'], off: ['y'] },
      { versions: ['1.6.3', '1.6.3'], on: ['y'], files: { 'made.rs': 'mod private{patch};' } },
    ],
  },
} as const;
const LINUX = new Set(['target_arch="x86_64"', 'target_os="linux"']);

describe('overlays', () => {
  it('hold from the first version seen to the next entry, for what is compatible', () => {
    expect(overlayOf(data, 'a', '1.1.9')).toBeUndefined();
    expect(overlayOf(data, 'a', '2.0.0')).toBeUndefined();
    expect(overlayOf(data, 'b', '1.2.0')).toBeUndefined();
    const first = overlayOf(data, 'a', '1.5.0')!;
    expect([first.cfg('x', LINUX), first.cfg('y', LINUX), first.cfg('z', LINUX)]).toEqual([true, false, undefined]);
    expect(overlayOf(data, 'a', '1.7.0')!.cfg('y', LINUX)).toBe(true);
  });

  it('say nothing of other targets, and give files with the version filled in', () => {
    expect(overlayOf(data, 'a', '1.2.0')!.cfg('x', new Set(['target_os="windows"']))).toBeUndefined();
    expect(overlayOf(data, 'a', '1.6.11')!.file('made.rs')).toBe('mod private11;');
    expect(overlayOf(data, 'a', '1.6.11')!.file('other.rs')).toBeUndefined();
  });

  it('ship with the private modules of serde', () => {
    expect(overlayOf(STORED_OVERLAYS, 'serde_core', '1.0.229')?.file('private.rs')).toContain('pub mod __private229');
  });
});
