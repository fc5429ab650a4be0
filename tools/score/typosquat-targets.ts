/**
 * Names of crates that were removed as malware, and what each imitated, as advisories and posts tell or (mostly) as the names
 * themselves do. Names without a target imitate none: internal names, plain words, crates that were taken over.
 */

/** Names that only OpenSSF's list or a post knows; the rest are in the shipped advisory database. */
export const OTHER_MALWARE: readonly string[] = [
  'lsh',
  'supertag',
  'proton-pfff',
  'amzn-codewhisperer-streaming-client',
  'amzn-consolas-client',
  'semantic-search-client',
  'logs-update',
  'aovine',
  'faster_log',
  'async_println',
];

/** Honest crates of which one version was malware. */
export const TAKEN_OVER: ReadonlySet<string> = new Set(['arrayref', 'internment', 'append-only-vec', 'onering']);

export const TARGETS: Readonly<Record<string, string>> = {
  rustdecimal: 'rust_decimal',
  lazystatic: 'lazy_static',
  'if-cfg': 'cfg-if',
  envlogger: 'env_logger',
  oncecell: 'once_cell',
  serd: 'serde',
  postgress: 'postgres',
  postgresderive: 'postgres-derive',
  littest: 'libtest',
  windowsservice: 'windows-service',
  'windows-service-rs': 'windows-service',
  'lfest-main': 'lfest',
  'lasso-rs': 'lasso',
  'tauri-win-rt-notification': 'tauri-winrt-notification',
  'tauri-winrt-notifications': 'tauri-winrt-notification',
  'monero-api': 'monero',
  'monero-rpc-rs': 'monero-rpc',
  'win-base64-rs': 'base64',
  'acceptxmr-rs': 'acceptxmr',
  'registry-win': 'registry',
  'openvpn-plugin-rs': 'openvpn-plugin',
  'libusb1-main': 'libusb1-sys',
  'winx-rs': 'winx',
  'bit-flags': 'bitflags',
  'finch-rust': 'finch',
  'finch-rst': 'finch',
  finch_cli_rust: 'finch',
  rands: 'rand',
  'polymarket-clients-sdk': 'polymarket-client-sdk',
  'polymarket-client-sdks': 'polymarket-client-sdk',
  'polymarkets-client-sdk': 'polymarket-client-sdk',
  'polymarkets-rs-clob-client': 'rs-clob-client',
  'tracing-check': 'tracing',
  tracing_checks: 'tracing',
  tracings: 'tracing',
  'tracing-ethers': 'tracing',
  dnp3times: 'dnp3time',
  chrono_anchor: 'chrono',
  'proc-macro1': 'proc-macro2',
  'proc-macro-en': 'proc-macro2',
  faster_log: 'fast_log',
};
