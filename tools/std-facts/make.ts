/**
 * Makes the facts of the standard library that ship with Lazaret, from the sources of one Rust release (Debian's package
 * rust-web-src has them as /usr/src/rustc-VERSION/library; rustup's component rust-src does too):
 *
 *   node tools/std-facts/make.ts LIBRARY_FOLDER RELEASE [OUT_FILE]
 *
 * The same sources give the same bytes.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, zstdCompressSync } from 'node:zlib';
import { packStd, STD_FACTS_URL } from '@lazaret/analyzer';
import { encodeCrate, World } from '@lazaret/facts';
import { loadStdSources, STD_TARGET } from './load.ts';

/** The highest: it is done once per Rust release. */
const LEVEL = 22;

const NOTICE = `The file std.facts.zst is made from the sources of the Rust standard library
(https://github.com/rust-lang/rust) and of the crates it is built with, by tools/std-facts. It holds names, signatures,
places and calls, and the text of exported macros.

The Rust standard library is copyright The Rust Project Developers, and licensed under
either of the Apache License, Version 2.0, or the MIT license, at your option.
The crates built into it: addr2line, cfg-if, gimli, hashbrown, libc, object, rustc-demangle, rustc-literal-escaper
(MIT OR Apache-2.0), adler2 (0BSD OR MIT OR Apache-2.0), memchr (MIT OR Unlicense), miniz_oxide (MIT OR Zlib OR Apache-2.0).
`;

function main(library: string | undefined, release: string | undefined, file = fileURLToPath(STD_FACTS_URL)): void {
  if (library === undefined || release === undefined) {
    console.error('usage: make.ts LIBRARY_FOLDER RELEASE [OUT_FILE]');
    process.exitCode = 2;
    return;
  }
  const world = new World();
  const std = loadStdSources(world, library, release);
  const crates = std.crates.map((num) => {
    const crate = world.crate(num);
    const bytes = encodeCrate(world, crate);
    console.log(`${crate.name}: ${crate.defCount()} definitions, ${bytes.length} bytes`);
    return { name: crate.name, bytes };
  });
  const bundle = packStd(release, STD_TARGET, crates);
  const packed = zstdCompressSync(bundle, {
    params: {
      [constants.ZSTD_c_compressionLevel]: LEVEL,
      [constants.ZSTD_c_windowLog]: 24,
    },
  });
  const out = dirname(file);
  mkdirSync(out, { recursive: true });
  writeFileSync(file, packed);
  const licence = (name: string): string => readFileSync(join(dirname(library), name), 'utf8');
  const text = [NOTICE.replace('RELEASE', release)];
  for (const name of ['LICENSE-MIT', 'COPYRIGHT']) {
    try {
      text.push(`---- ${name} ----\n${licence(name)}`);
    } catch {
      // rust-src has the library folder alone.
    }
  }
  writeFileSync(join(out, 'STD-LICENSES.txt'), text.join('\n'));
  const digest = createHash('sha256').update(bundle).digest('hex');
  console.log(`${file}: ${bundle.length} bytes, packed ${packed.length}, sha256 of the facts ${digest}`);
}

main(process.argv[2], process.argv[3], process.argv[4]);
