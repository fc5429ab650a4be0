/** What a check is, and what it can say. */
import type { PracticeInput } from './input.ts';

/** Weights of Scorecard's risks. */
export const WEIGHTS = { critical: 10, high: 7.5, medium: 5, low: 2.5 } as const;
export type Risk = keyof typeof WEIGHTS;

/** 0 to 10, or that it is not known: an unknown one is left out of the score, never counted as 0. */
export type Outcome =
  | { readonly score: number; readonly reason: string; readonly details?: readonly string[] }
  | { readonly score: undefined; readonly reason: string };

export interface PracticeCheck {
  /** Scorecard's name where the check is one of its own. */
  readonly name: string;
  readonly risk: Risk;
  /** One sentence: what it looks at. */
  readonly short: string;
  /** How points are given, and what it needs to be known. */
  readonly rule: string;
  readonly run: (input: PracticeInput) => Outcome;
}

export function unknown(reason: string): Outcome {
  return { score: undefined, reason };
}

/** Points for a share: 10 for all, rounded down so that 10 means all. */
export function proportion(part: number, whole: number): number {
  return Math.floor((10 * part) / whole);
}

/** Days between two moments; undefined if one is no moment. */
export function daysBetween(from: string | undefined, to: string): number | undefined {
  const days = from === undefined ? Number.NaN : (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return Number.isNaN(days) ? undefined : days;
}
