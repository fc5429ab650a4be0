/** True examples and near misses of rules, made from their shapes: for tests, and for documentation that must not alarm scanners. */
import type { SecretRule } from './rule.ts';
import { type Random, shapeExample, shapeNearMisses } from './shape.ts';

/** A generator that gives the same numbers for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Texts in which the rule finds a secret. */
export function examplesOf(rule: SecretRule, random: Random): readonly string[] {
  if (rule.shapes === undefined) return rule.examples ?? [];
  return rule.shapes.map((shape) => inContext(rule, shapeExample(shape, random)));
}

/** Texts that are nearly such, in which it finds none. */
export function nearMissesOf(rule: SecretRule, random: Random): readonly string[] {
  if (rule.shapes === undefined) return rule.nearMisses ?? [];
  const shapes = rule.shapes.length === 1 ? rule.shapes : [];
  const misses = shapes.flatMap((shape) => shapeNearMisses(shape, random).map((miss) => inContext(rule, miss)));
  const [first] = rule.names ?? [];
  // A value that only its name makes a secret is none where the name is another.
  return first === undefined ? misses : [...misses, `other_name = "${shapeExample(rule.shapes[0]!, random)}"\n`];
}

function inContext(rule: SecretRule, value: string): string {
  const [name] = rule.names ?? [];
  if (name !== undefined) return `${name.replace(/^\^/, '').replaceAll('-', '_')}_key = "${value}"\n`;
  const [context] = rule.context ?? [];
  return `${context === undefined ? '' : `// ${context}\n`}let t = "${value}";\n`;
}
