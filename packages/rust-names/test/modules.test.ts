import { DefFlag, DefKind, localOf } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import { codes, defNames, defOf, fixture, resolved } from './fixture.ts';

describe('module files', () => {
  it('finds files by the rules of mod.rs, name.rs, inline modules and #[path]', () => {
    const { main } = fixture(`
      //- /src/lib.rs
      mod a; mod b;
      mod inline { pub mod c; #[path = "odd.rs"] pub mod d; }
      #[path = "elsewhere/e.rs"] mod e;
      //- /src/a.rs
      pub mod inner; #[path = "x.rs"] pub mod x; mod deep { #[path = "y.rs"] pub mod y; }
      //- /src/a/inner.rs
      pub struct AInner;
      //- /src/x.rs
      pub struct X;
      //- /src/a/deep/y.rs
      pub struct Y;
      //- /src/b/mod.rs
      pub mod child;
      //- /src/b/child.rs
      pub struct BChild;
      //- /src/inline/c.rs
      pub struct C;
      //- /src/inline/odd.rs
      pub struct D;
      //- /src/elsewhere/e.rs
      pub mod f;
      //- /src/elsewhere/f.rs
      pub struct F;
    `);
    expect(codes(main)).toEqual([]);
    expect(defNames(main, DefKind.Struct)).toEqual(['AInner', 'BChild', 'C', 'D', 'F', 'X', 'Y']);
    expect(main.files).toContain('src/elsewhere/f.rs');
    const span = main.span(localOf(defOf(main, 'e::f::F')));
    expect(main.files[span.file]).toBe('src/elsewhere/f.rs');
    expect(span.column).toBe(18);
  });

  it('reports missing files, cycles and files outside of the package', () => {
    const { main } = fixture(`
      //- /src/lib.rs
      mod missing; #[path = "a.rs"] mod a; #[path = "../../out.rs"] mod out;
      //- /src/a.rs
      #[path = "lib.rs"] mod back; #[path = "a.rs"] mod itself;
    `);
    expect(codes(main).sort()).toEqual(['file-not-found', 'file-not-found', 'module-cycle', 'module-cycle']);
  });

  it('evaluates cfg and cfg_attr on items, files, variants and unknown options as off', () => {
    const { main } = fixture(`
      //- /lib.rs cfg:unix,target_os="linux" features:fast
      #[cfg(unix)] pub struct A;
      #[cfg(not(unix))] pub struct NoA;
      #[cfg(all(target_os = "linux", feature = "fast", not(feature = "slow")))] pub struct B;
      #[cfg(any(unknown_option, windows))] pub struct NoB;
      #[cfg(not(unknown_option))] pub struct C;
      #[cfg_attr(unix, cfg(windows))] pub struct NoC;
      #[cfg_attr(all(), path = "real.rs")] mod m;
      mod off;
      pub enum E { One, #[cfg(windows)] Two, Three = 3 }
      #[test] fn t() {}
      //- /real.rs
      pub struct InM;
      //- /off.rs
      #![cfg(windows)]
      pub struct InOff;
    `);
    expect(defNames(main, DefKind.Struct)).toEqual(['A', 'B', 'C', 'InM']);
    expect(defNames(main, DefKind.Variant)).toEqual(['One', 'Three']);
    expect(defNames(main, DefKind.Fn)).toEqual([]);
    expect([...main.unknownCfgs]).toEqual(['feature="slow"', 'unknown_option']);
  });

  it('keeps flags, visibility, link names and language items', () => {
    const { main, world } = fixture(`
      //- /lib.rs
      pub mod a { pub(super) unsafe fn f(&self) {} pub(in crate::a) const fn g() {} pub(crate) async fn h(); }
      #[no_mangle] pub extern "C" fn exported() {}
      extern "C" { #[link_name = "real"] fn foreign(); static S: u8; type T; }
      #[lang = "thing"] struct Thing;
      impl !Send for Thing {}
      static mut M: u8 = 1;
    `);
    const flags = (path: string) => main.flags(localOf(defOf(main, path)));
    expect(flags('a::f') & (DefFlag.Unsafe | DefFlag.HasBody | DefFlag.HasSelf)).toBe(
      DefFlag.Unsafe | DefFlag.HasBody | DefFlag.HasSelf,
    );
    expect(main.vis(localOf(defOf(main, 'a::f')))).toBe(world.parent(defOf(main, 'a')));
    expect(main.vis(localOf(defOf(main, 'a::g')))).toBe(defOf(main, 'a'));
    expect(flags('a::h') & DefFlag.Async).toBe(DefFlag.Async);
    expect(flags('exported') & DefFlag.Exported).not.toBe(0);
    expect(main.linkName(localOf(defOf(main, 'exported')))).toBe('exported');
    expect(defNames(main, DefKind.ForeignTy)).toEqual(['T']);
    const foreign = [...Array(main.defCount()).keys()].map((i) => main.linkName(i as never)).filter((n) => n);
    expect(foreign).toEqual(['exported', 'real', 'S', 'T']);
    expect(main.langItems().get('thing')).toBe(defOf(main, 'Thing'));
    expect(flags('M') & DefFlag.MutStatic).not.toBe(0);
    expect(main.traitImpls()).toHaveLength(1);
    expect(resolved(main, 'foreign', 1)).toMatch(/foreign$/);
  });
});
