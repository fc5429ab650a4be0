#!/usr/bin/env node
/** `cargo lazaret …`: cargo runs `cargo-lazaret lazaret …`; the repeated name is dropped (the Cargo book, external tools). */
import { main } from '../src/index.ts';

const args = process.argv.slice(2);
process.exitCode = await main(args[0] === 'lazaret' ? args.slice(1) : args, 'cargo lazaret');
