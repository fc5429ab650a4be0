/**
 * Runs JavaScript's engine under a clock. One attempt of a pattern that can blow up is run as a script with a time limit,
 * which does interrupt the engine; a sum of many cheap attempts is watched from between them. When the time of a text is
 * used up, the linear engine answers: the answer is the same, so no clock is seen in the results.
 */
import { createContext, Script } from 'node:vm';

/** Milliseconds that JavaScript's engine gets for one pattern in one text. */
const PATTERN_MS = 100;

/** Milliseconds that one text may lose in attempts that were stopped: afterwards nothing risky is tried on it. */
const TEXT_MS = 400;

interface Attempt {
  regex: RegExp;
  text: string;
  found: RegExpExecArray | null;
}

/** The clock of one text. */
export class Guard {
  readonly #attempt: Attempt = { regex: /(?:)/, text: '', found: null };
  #context: object | undefined;
  #script: Script | undefined;
  #lost = 0;
  #started = 0;

  /** A new text: all time is there again. */
  reset(): void {
    this.#lost = 0;
  }

  /** A new pattern begins its work. */
  start(): void {
    this.#started = performance.now();
  }

  /** Whether the pattern has used its time. */
  get late(): boolean {
    if (performance.now() - this.#started < PATTERN_MS) return false;
    return true;
  }

  get exhausted(): boolean {
    return this.#lost >= TEXT_MS;
  }

  /** `regex.exec(text)`, stopped after its time; 'late' says that it was. */
  exec(regex: RegExp, text: string): RegExpExecArray | null | 'late' {
    if (this.exhausted) return 'late';
    this.#context ??= createContext({ attempt: this.#attempt });
    this.#script ??= new Script('attempt.found = attempt.regex.exec(attempt.text)');
    this.#attempt.regex = regex;
    this.#attempt.text = text;
    const started = performance.now();
    try {
      this.#script.runInContext(this.#context, { timeout: PATTERN_MS });
      return this.#attempt.found;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      this.#lost += performance.now() - started;
      return 'late';
    } finally {
      this.#attempt.text = '';
      this.#attempt.found = null;
    }
  }
}
