/** A broken promise inside Lazaret itself (a bug), never bad input. */
export class BugError extends Error {
  override name = 'BugError';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}

export function unreachable(value: never): never {
  throw new BugError(`unreachable: ${String(value)}`);
}

/** Orders strings by UTF-16 units, the same on every machine; for sorting output. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
