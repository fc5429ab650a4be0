#!/usr/bin/env node
/** `lazaret`: the command line. All it does is hand over to the command tree. */
import { enableCompileCache } from 'node:module';

// Compiled modules are kept between runs; without it a third of a second goes into reading our own source.
enableCompileCache();
const { main } = await import('../src/index.ts');
process.exitCode = await main(process.argv.slice(2), 'lazaret');
