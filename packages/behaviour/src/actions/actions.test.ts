import { describe, expect, it } from 'vitest';
import { analyse, crate } from '../../test/crate.ts';
import { shownText } from '../values/folded.ts';
import type { Action } from './action.ts';

const text = (readings: Parameters<typeof shownText>[0][]) => readings.map(shownText).join('|');

function show(action: Action): string {
  switch (action.kind) {
    case 'command':
      return `run ${[action.program, ...action.args].map((it) => text([...it])).join(' ')}`;
    case 'file':
      return `${action.op} ${text([...action.path])}`;
    case 'network':
      return `${action.op} ${text([...action.address])}`;
    case 'environment':
      return `env ${action.op} ${text([...action.name])}`;
    case 'load':
      return `load ${text([...action.path])}`;
    case 'print':
      return `print ${text([...action.text])}`;
  }
}

function actions(body: string): string[] {
  const { units } = analyse(crate({ 'build.rs': body }));
  return units.find((unit) => unit.unit === 'build')!.actions.map(show);
}

describe('actions', () => {
  it('puts a command together from its builder, under another name and through variables', () => {
    const source = `use std::process::Command as C;
      fn main() { let mut c = C::new(["s", "h"].concat()); c.arg("-c").args(["a", "b"]); c.spawn().unwrap(); }`;
    expect(actions(source)).toEqual(['run sh -c a b']);
  });

  it('tells two commands apart', () => {
    const source = `use std::process::Command;
      fn main() { Command::new("a").arg("1").status(); Command::new("b").arg("2").output(); }`;
    expect(actions(source)).toEqual(['run a 1', 'run b 2']);
  });

  it('sees files, connections and the environment with their arguments', () => {
    const source = `fn main() {
      std::fs::write(std::env::temp_dir().join("x"), "y").unwrap();
      std::net::TcpStream::connect("192.0.2.1:80").unwrap();
      for _ in std::env::vars() {} }`;
    expect(actions(source)).toEqual(['write {temp folder}/x', 'connect 192.0.2.1:80', 'env enumerate ']);
  });

  it('knows a client whose source is not at hand by what is written', () => {
    const source = `use ureq as http; fn main() { http::get("https://example.invalid/x").call(); }`;
    expect(actions(source)).toEqual(['connect https://example.invalid/x']);
  });

  it('leaves out what only has such a name', () => {
    expect(
      actions('struct Command; impl Command { fn new(_: &str) -> Self { Self } } fn main() { Command::new("x"); }'),
    ).toEqual([]);
  });
});
