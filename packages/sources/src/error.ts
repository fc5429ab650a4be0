/** The one error class of this package. Messages say what can be done, since most of them reach a user as they are. */

/** Why bytes could not be had, or a project not be opened. */
export const SourcesErrorCode = {
  Offline: 'offline',
  Network: 'network',
  HttpStatus: 'http-status',
  TooLarge: 'too-large',
  Redirect: 'redirect',
  Checksum: 'checksum',
  AuthRequired: 'auth-required',
  RegistryConfig: 'registry-config',
  RegistryUnsupported: 'registry-unsupported',
  UnknownCrate: 'unknown-crate',
  UnknownVersion: 'unknown-version',
  NotFound: 'not-found',
  Unreadable: 'unreadable',
  ManifestMissing: 'manifest-missing',
  LockMissing: 'lock-missing',
  BadTarget: 'bad-target',
  GitFailed: 'git-failed',
  GitMissing: 'git-missing',
  GitTimeout: 'git-timeout',
  GitOutput: 'git-output',
} as const;
export type SourcesErrorCode = (typeof SourcesErrorCode)[keyof typeof SourcesErrorCode];

/** Bytes that could not be had, or a project that cannot be opened. */
export class SourcesError extends Error {
  override name = 'SourcesError';
  readonly code: SourcesErrorCode;

  constructor(code: SourcesErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
