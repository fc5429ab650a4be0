/** Exit codes, the same for every command and format, and the errors that lead to them. */

export const Exit = {
  /** Nothing that gates. */
  Clean: 0,
  /** A gate tripped. */
  Gate: 1,
  /** No trustworthy answer: stale or missing database, unreadable lock file, a stage that failed. */
  NoAnswer: 2,
  /** Wrong options or arguments. */
  Usage: 3,
} as const;
export type Exit = (typeof Exit)[keyof typeof Exit];

/** Ends a command with a message for the user: what is wrong and what to do. */
export class CliError extends Error {
  override name = 'CliError';
  readonly exit: Exit;

  constructor(exit: Exit, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exit = exit;
  }
}
