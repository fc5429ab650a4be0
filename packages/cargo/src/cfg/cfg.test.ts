import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CargoError } from '../error.ts';
import { evalCfg, evalCfgTri, platformMatches, platformPossible } from './evaluate.ts';
import { type CfgExpr, parseCfgExpr, parsePlatform } from './expression.ts';
import { knownTargets, requireTargetCfgs, targetCfgs } from './targets.ts';

const LINUX = requireTargetCfgs('x86_64-unknown-linux-gnu');
const holds = (text: string) => evalCfg(parseCfgExpr(text), LINUX);

function failure(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof CargoError) return error.code;
    throw error;
  }
  return 'none';
}

describe('cfg expressions', () => {
  it('hold or do not for a target', () => {
    for (const yes of [
      'unix',
      'target_os = "linux"',
      'all()',
      'all(unix, not(windows),)',
      'any(windows, target_arch="x86_64")',
      'not(any())',
      ' all ( unix , target_env = "gnu" ) ',
      'true',
      'not(false)',
      'target_feature = "sse2"',
      'target_has_atomic = "64"',
      'panic = "unwind"',
      'debug_assertions',
      'r#unix',
    ]) {
      expect([yes, holds(yes)]).toEqual([yes, true]);
    }
    for (const no of [
      'windows',
      'any()',
      'false',
      'r#true',
      'feature = "std"',
      'test',
      'target_os',
      'all(unix, windows)',
      'all',
      'not(unix)',
      'tokio_unstable',
    ]) {
      expect([no, holds(no)]).toEqual([no, false]);
    }
  });

  it('that are malformed are refused', () => {
    const deep = `${'not('.repeat(100_000)}unix${')'.repeat(100_000)}`;
    for (const bad of [
      '',
      '(',
      ')',
      'all(',
      'all(unix',
      'not()',
      'not(a, b)',
      'a = b',
      'a = "b',
      '"a"',
      'a b',
      'a,',
      '=',
      'all(,)',
      'any(a b)',
      'a.b',
      'é!',
      'a == "b"',
    ]) {
      expect([bad, failure(() => parseCfgExpr(bad))]).toEqual([bad, 'cfg-syntax']);
    }
    expect(failure(() => parseCfgExpr(deep.slice(0, 60_000)))).toBe('cfg-syntax');
    expect(failure(() => parseCfgExpr(deep))).toBe('too-large');
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-c(),="!é ]{0,20}$/),
        (text) => void failure(() => parsePlatform(`cfg(${text})`)),
      ),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void failure(() => parsePlatform(text))));
  });

  it('with unknown names are true, false, or depend on them', () => {
    const tri = (text: string) => evalCfgTri(parseCfgExpr(text), LINUX, new Set(['has_x', 'fast']));
    expect(tri('has_x')).toBeUndefined();
    expect(tri('not(fast = "yes")')).toBeUndefined();
    expect(tri('all(has_x, windows)')).toBe(false);
    expect(tri('any(has_x, unix)')).toBe(true);
    expect(tri('any(has_x, windows)')).toBeUndefined();
    expect(tri('other')).toBe(false);
    expect(evalCfgTri(parseCfgExpr('unix'), LINUX, () => true)).toBe(true);
  });

  it('agree in both evaluations where nothing is unknown', () => {
    const leaf: fc.Arbitrary<CfgExpr> = fc.constantFrom(
      { kind: 'name', name: 'unix' },
      { kind: 'name', name: 'windows' },
      { kind: 'value', name: 'target_os', value: 'linux' },
      { kind: 'literal', value: true },
    );
    const { expr } = fc.letrec<{ expr: CfgExpr }>((tie) => ({
      expr: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.record({
          kind: fc.constantFrom('all' as const, 'any' as const),
          of: fc.array(tie('expr'), { maxLength: 3 }),
        }),
        fc.record({ kind: fc.constant('not' as const), of: tie('expr') }),
      ),
    }));
    fc.assert(
      fc.property(expr, (e) => {
        expect(evalCfgTri(e, LINUX, new Set())).toBe(evalCfg(e, LINUX));
      }),
    );
  });
});

describe('platforms', () => {
  it('are a triple or an expression', () => {
    const triple = parsePlatform('x86_64-unknown-linux-gnu');
    expect(platformMatches(triple, 'x86_64-unknown-linux-gnu', LINUX)).toBe(true);
    expect(platformMatches(triple, 'i686-unknown-linux-gnu', LINUX)).toBe(false);
    expect(platformMatches(parsePlatform('cfg(unix)'), 'any-thing', LINUX)).toBe(true);
    for (const bad of ['', 'unix)', 'any(unix)', 'a b', 'cfg(unix']) {
      expect([bad, failure(() => parsePlatform(bad))]).toEqual([bad, 'cfg-syntax']);
    }
  });

  it('can be impossible for all targets', () => {
    const possible = (text: string) => platformPossible(parsePlatform(text));
    expect(['cfg(any())', 'cfg(all(unix, false))', 'cfg(whatever)', 'some-triple'].map(possible)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('the target table', () => {
  it('knows the targets that rustup ships', () => {
    expect(knownTargets().length).toBeGreaterThan(90);
    expect(targetCfgs('x86_64-pc-windows-msvc')!.has('windows')).toBe(true);
    expect(targetCfgs('wasm32-unknown-unknown')!.has('target_family="wasm"')).toBe(true);
    expect(targetCfgs('thumbv7em-none-eabihf')!.has('target_os="none"')).toBe(true);
    expect(targetCfgs('nope')).toBeUndefined();
    expect(failure(() => requireTargetCfgs('constructor'))).toBe('unknown-target');
  });
});
