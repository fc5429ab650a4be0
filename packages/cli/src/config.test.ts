import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

describe('parseConfig', () => {
  it('reads gates and ignores', () => {
    const config = parseConfig(
      '[audit]\ntargets = ["x86_64-unknown-linux-gnu"]\nfail-on = "high"\n[[ignore]]\nid = "RUSTSEC-2020-0071"\nreason = "no local time is read"\nuntil = "2027-01-31"\n',
      'lazaret.toml',
    );
    expect(config.audit?.['fail-on']).toBe('high');
    expect(config.ignore?.[0]?.until).toBe('2027-01-31');
  });

  it('says where an unknown key stands', () => {
    expect(() => parseConfig('[audit]\ntargets = []\nfail-one = "high"\n', 'lazaret.toml')).toThrow(
      'lazaret.toml:3: unknown key `fail-one`',
    );
  });

  it('demands a reason for an ignore', () => {
    expect(() => parseConfig('[[ignore]]\nid = "RUSTSEC-2020-0071"\n', 'lazaret.toml')).toThrow(/ignore\.0\.reason/);
  });

  it('refuses a date of another form', () => {
    expect(() => parseConfig('[[ignore]]\nid = "A"\nreason = "b"\nuntil = "tomorrow"\n', 'l.toml')).toThrow('l.toml:4');
  });

  it('places syntax errors', () => {
    expect(() => parseConfig('[audit\n', 'lazaret.toml')).toThrow(/^lazaret\.toml:1:/);
  });
});
