#!/usr/bin/env node
/** `lazaret`: the command line. All it does is hand over to the command tree. */
import { main } from '../src/index.ts';

process.exitCode = await main(process.argv.slice(2), 'lazaret');
