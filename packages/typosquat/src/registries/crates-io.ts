/**
 * crates.io: which names it takes and how it compares names, and the configuration with which it runs Typomania on new crates. The table of typos mixes
 * look-alikes with neighbours on QWERTY, QWERTZ and AZERTY keyboards; it is crates.io's (MIT OR Apache-2.0).
 */
import type { TypoTable } from '../checks/typomania/typos.ts';
import type { TypomaniaConfig } from '../compat/typomania.ts';
import type { NameRules } from './rules.ts';

const TYPOS: TypoTable = [
  ['1', ['2', 'q', 'i', 'l']],
  ['2', ['1', 'q', 'w', '3']],
  ['3', ['2', 'w', 'e', '4']],
  ['4', ['3', 'e', 'r', '5']],
  ['5', ['4', 'r', 't', '6', 's']],
  ['6', ['5', 't', 'y', '7']],
  ['7', ['6', 'y', 'u', '8']],
  ['8', ['7', 'u', 'i', '9']],
  ['9', ['8', 'i', 'o', '0']],
  ['0', ['9', 'o', 'p', '-']],
  ['-', ['_', '0', 'p', '.', '']],
  ['_', ['-', '0', 'p', '.', '']],
  ['q', ['1', '2', 'w', 'a', 's', 'z']],
  ['w', ['2', '3', 'e', 's', 'a', 'q', 'vv', 'x']],
  ['e', ['3', '4', 'r', 'd', 's', 'w', 'z']],
  ['r', ['4', '5', 't', 'f', 'd', 'e']],
  ['t', ['5', '6', 'y', 'g', 'f', 'r']],
  ['y', ['6', '7', 'u', 'h', 't', 'i', 'a', 's', 'x']],
  ['u', ['7', '8', 'i', 'j', 'y', 'v']],
  ['i', ['1', '8', '9', 'o', 'l', 'k', 'j', 'u', 'y']],
  ['o', ['9', '0', 'p', 'l', 'i']],
  ['p', ['0', '-', 'o']],
  ['a', ['q', 'w', 's', 'z', '1', '2']],
  ['s', ['w', 'd', 'x', 'z', 'a', '5', 'q']],
  ['d', ['e', 'r', 'f', 'c', 'x', 's']],
  ['f', ['r', 'g', 'v', 'c', 'd']],
  ['g', ['t', 'h', 'b', 'v', 'f']],
  ['h', ['y', 'j', 'n', 'b', 'g']],
  ['j', ['u', 'i', 'k', 'm', 'n', 'h']],
  ['k', ['i', 'o', 'l', 'm', 'j']],
  ['l', ['i', 'o', 'p', 'k', '1']],
  ['z', ['a', 's', 'x', '6', '7', 'u', 'h', 't', 'i', 'e', '2', '3']],
  ['x', ['z', 's', 'd', 'c', 'w']],
  ['c', ['x', 'd', 'f', 'v']],
  ['v', ['c', 'f', 'g', 'b', 'u']],
  ['b', ['v', 'g', 'h', 'n']],
  ['n', ['b', 'h', 'j', 'm']],
  ['m', ['n', 'j', 'k', 'rn']],
  ['.', ['-', '_', '']],
];

/** crates.io's checks of new names. */
export const CRATES_IO_CHECKS: TypomaniaConfig = {
  alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz1234567890-_',
  wordDelimiters: '-_',
  maxK: 5,
  affixes: ['api', 'cargo', 'cli', 'core', 'lib', 'rs', 'rust', 'sys'],
  affixSeparators: ['-', '_'],
  typos: TYPOS,
};

/** ASCII letter first, then letters, digits, `-`, `_`; at most 64; case and the kind of separator do not count. */
export const CRATES_IO: NameRules = {
  id: 'crates-io',
  title: 'crates.io',
  longest: 64,
  isName: (name) => name.length <= 64 && /^[A-Za-z][A-Za-z0-9_-]*$/.test(name),
  form: (name) => name.toLowerCase().replaceAll('_', '-'),
  emptyWords: ['rs', 'rust', 'rst', 'lib', 'crate', 'cargo', 'main', 'dev', 'new', 'official', 'js', 'py', 'win'],
  companionWords: [
    'api',
    'cli',
    'client',
    'common',
    'core',
    'derive',
    'ext',
    'impl',
    'macro',
    'sdk',
    'server',
    'sys',
    'test',
    'tool',
    'type',
    'util',
  ],
};
