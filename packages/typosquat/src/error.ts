/** Errors of this package: input that cannot be used, with a closed code. */

/** `config`: not a configuration; `corpus`: not a corpus; `query`: not a package that can be asked about. */
export type TyposquatErrorCode = 'config' | 'corpus' | 'query';

export class TyposquatError extends Error {
  override name = 'TyposquatError';
  readonly code: TyposquatErrorCode;

  constructor(code: TyposquatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
