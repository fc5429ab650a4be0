/**
 * The crates that the analyser is timed on, at fixed versions: parsers, generic code, tables, macros, system calls, about ten
 * megabytes that a build on Linux compiles. Their own dependencies are few and small; cargo chooses the versions of those.
 */
export interface CorpusCrate {
  readonly name: string;
  readonly version: string;
  /** Features that are on besides the default ones. */
  readonly features?: readonly string[];
}

export const CORPUS: readonly CorpusCrate[] = [
  { name: 'aho-corasick', version: '1.1.5' },
  { name: 'chrono', version: '0.4.45' },
  { name: 'clap_builder', version: '4.6.7' },
  { name: 'encoding_rs', version: '0.8.44' },
  { name: 'itertools', version: '0.14.0' },
  { name: 'memchr', version: '2.8.3' },
  { name: 'nom', version: '8.0.0' },
  { name: 'num-traits', version: '0.2.19' },
  { name: 'petgraph', version: '0.8.3' },
  { name: 'rayon', version: '1.12.0' },
  { name: 'regex-automata', version: '0.4.18' },
  { name: 'regex-syntax', version: '0.8.11' },
  { name: 'rustix', version: '1.1.6', features: ['all-apis'] },
  { name: 'serde_json', version: '1.0.154', features: ['preserve_order'] },
  { name: 'syn', version: '2.0.119', features: ['full', 'visit', 'visit-mut', 'fold', 'extra-traits'] },
  { name: 'tokio', version: '1.54.1', features: ['full'] },
  { name: 'winnow', version: '1.0.5' },
];
