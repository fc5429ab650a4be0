#!/usr/bin/env node
/** `cargo lazaret …`: cargo runs `cargo-lazaret lazaret …`; the repeated name is dropped (the Cargo book, external tools). */
import { enableCompileCache } from 'node:module';

// Compiled modules are kept between runs; without it a third of a second goes into reading our own source.
enableCompileCache();
const { main } = await import('../src/index.ts');
const args = process.argv.slice(2);
process.exitCode = await main(args[0] === 'lazaret' ? args.slice(1) : args, 'cargo lazaret');
