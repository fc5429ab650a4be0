/** Who may import whom, and who may do IO. docs/ARCHITECTURE.md explains the rows; this file is what is checked. */

/** Package → packages it may import (the workspace's own). */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  cargo: ['base'],
  'rust-syntax': ['base'],
  facts: ['base'],
  'rust-names': ['rust-syntax', 'facts', 'base'],
  'rust-infer': ['rust-names', 'rust-syntax', 'facts', 'base'],
  analyzer: ['rust-infer', 'rust-names', 'rust-syntax', 'cargo', 'facts', 'base'],
  graph: ['facts', 'base'],
  advisories: ['cargo', 'facts', 'graph', 'base'],
  sources: ['cargo', 'base'],
  typosquat: ['base'],
  secrets: ['base'],
  provenance: ['cargo', 'base'],
  reviews: ['cargo', 'base'],
  practices: ['cargo', 'base'],
  behaviour: ['typosquat', 'secrets', 'provenance', 'advisories', 'analyzer', 'graph', 'facts', 'cargo', 'base'],
  audit: ['advisories', 'analyzer', 'graph', 'facts', 'cargo', 'base'],
  cli: [
    'audit',
    'behaviour',
    'typosquat',
    'secrets',
    'provenance',
    'reviews',
    'practices',
    'sources',
    'advisories',
    'analyzer',
    'graph',
    'facts',
    'cargo',
    'base',
  ],
};

/** Packages whose code may touch files, network and processes. All others are functions of their inputs. */
export const IO_PACKAGES: ReadonlySet<string> = new Set(['sources', 'provenance', 'cli']);

/** Node modules that do IO or read the machine's state. */
export const IO_MODULES =
  /^node:(fs|net|http|https|http2|child_process|os|dns|tls|worker_threads|readline|process)(\/|$)/;

/** Lines beyond which a file is no longer read in one sitting. */
export const FILE_LINES_MAX = 700;

/**
 * Folders whose files may import each other in a circle: one mutually recursive algorithm, cut into files a person can read
 * (an expression holds patterns and blocks, which hold expressions; selecting an impl normalises types, which selects
 * impls). Circles across folders, or anywhere else, are findings.
 */
export const RECURSIVE_UNITS: readonly string[] = [
  'packages/analyzer/src/build-script/',
  'packages/facts/src/solve/',
  'packages/rust-infer/src/body/',
  'packages/rust-infer/src/lower/',
  'packages/rust-names/src/',
];
