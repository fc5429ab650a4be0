/** A shorter input with the same fault: leaves out parts, from halves down to single characters, while the fault stays. */

/** Runs of the check: a fault that needs more to be understood is better looked at by a person. */
const TRIES_MAX = 800;

export function minimise(input: string, stillFails: (text: string) => boolean, seconds: number): string {
  const end = performance.now() + seconds * 1000;
  let tries = 0;
  let best = input;
  for (let size = Math.ceil(best.length / 2); size >= 1; ) {
    let shorter = false;
    for (let from = 0; from < best.length; ) {
      if (++tries > TRIES_MAX || performance.now() > end) return best;
      const without = best.slice(0, from) + best.slice(from + size);
      if (without.length < best.length && stillFails(without)) {
        best = without;
        shorter = true;
      } else from += size;
    }
    if (!shorter || size === 1) {
      if (size === 1) break;
      size = Math.ceil(size / 2);
    }
  }
  return best;
}
