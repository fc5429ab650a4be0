/**
 * How much work a backtracking engine may have with a pattern, as an upper bound of steps for one attempt at one place,
 * and where JavaScript's engine would find something else than Go's.
 *
 * The bound is read from the tree, right to left: a repetition of one set that shares no character with what must follow
 * costs its length once (only one stopping place can go on); any other multiplies what follows by its stopping places.
 * Repetitions of repetitions without a bound are exponential: infinite.
 */
import { type Node, nullable } from './ast.ts';
import { type CodePoints, intersects, normalised } from './code-points.ts';

/** The longest text that a pattern sees at once: one chunk (see `gitleaks/chunks.ts`). */
const TEXT_LENGTH = 125_000;

/** Steps that are taken without a guard: at a few nanoseconds each, well under a second. */
export const MAX_STEPS = 100_000_000;

/** Copies of a body that are followed one by one. */
const MAX_UNROLLED = 64;

interface Rest {
  readonly cost: number;
  readonly first: CodePoints;
  readonly nullable: boolean;
}

const END: Rest = { cost: 1, first: [], nullable: true };

/** Steps of one attempt, at most; `Infinity` for exponential patterns. */
export function attemptCost(root: Node): number {
  return before(root, END).cost;
}

/** Steps to look for a first match in a whole text. */
export function searchCost(root: Node): number {
  return attemptCost(root) * TEXT_LENGTH;
}

function before(node: Node, rest: Rest): Rest {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return { ...rest, cost: rest.cost + 1 };
    case 'set':
      return { cost: rest.cost + 1, first: node.set, nullable: false };
    case 'capture':
      return before(node.body, rest);
    case 'concat':
      return node.parts.reduceRight((after, part) => before(part, after), rest);
    case 'alternate': {
      const branches = node.branches.map((branch) => before(branch, rest));
      return {
        cost: branches.reduce((sum, branch) => sum + branch.cost, 0),
        first: normalised(branches.flatMap((branch) => [...branch.first])),
        nullable: branches.some((branch) => branch.nullable),
      };
    }
    case 'repeat':
      return node.body.kind === 'set' ? beforeRun(node, node.body.set, rest) : beforeCopies(node, rest);
  }
}

function beforeRun(node: Node & { kind: 'repeat' }, set: CodePoints, rest: Rest): Rest {
  const length = Math.min(node.max, TEXT_LENGTH);
  const decided = !rest.nullable && !intersects(set, rest.first);
  const stops = node.min === node.max || decided ? 1 : length - node.min + 1;
  return {
    cost: 2 * length + stops * rest.cost,
    first: node.min > 0 ? set : normalised([...set, ...rest.first]),
    nullable: node.min === 0 && rest.nullable,
  };
}

function beforeCopies(node: Node & { kind: 'repeat' }, rest: Rest): Rest {
  const once = before(node.body, rest);
  const first = node.min > 0 && !nullable(node.body) ? once.first : normalised([...once.first, ...rest.first]);
  const canSkip = (node.min === 0 || nullable(node.body)) && rest.nullable;
  if (node.max > MAX_UNROLLED) {
    const fixed = before(node.body, { ...END, first: rest.first, nullable: rest.nullable }).cost;
    const cost = varies(node.body) ? Infinity : Math.min(node.max, TEXT_LENGTH) * (fixed + rest.cost);
    return { cost, first, nullable: canSkip };
  }
  let after = rest;
  for (let copy = node.max; copy > 0; copy--) {
    const taken = before(node.body, after);
    after = copy > node.min ? { ...taken, cost: taken.cost + rest.cost } : taken;
  }
  return { cost: node.max === 0 ? rest.cost : after.cost, first, nullable: canSkip };
}

/** Whether a node can match one text in more than one way, or texts of several lengths. */
function varies(node: Node): boolean {
  switch (node.kind) {
    case 'empty':
    case 'assert':
    case 'set':
      return false;
    case 'concat':
      return node.parts.some(varies);
    case 'capture':
      return varies(node.body);
    case 'alternate':
      return true;
    case 'repeat':
      return node.min !== node.max || varies(node.body);
  }
}

/**
 * Whether a body that can match nothing is repeated: JavaScript gives up an empty round, Go keeps it, so that the two can
 * prefer different matches.
 */
export function repeatsNothing(node: Node): boolean {
  switch (node.kind) {
    case 'concat':
      return node.parts.some(repeatsNothing);
    case 'alternate':
      return node.branches.some(repeatsNothing);
    case 'capture':
      return repeatsNothing(node.body);
    case 'repeat':
      return (node.max > 1 && nullable(node.body)) || repeatsNothing(node.body);
    default:
      return false;
  }
}

/** Whether a group inside a repetition may be left out of its last round: Go keeps the round before, JavaScript forgets it. */
export function forgetsGroups(node: Node, optional = false, repeated = false): boolean {
  switch (node.kind) {
    case 'concat':
      return node.parts.some((part) => forgetsGroups(part, optional, repeated));
    case 'alternate':
      return node.branches.some((branch) => forgetsGroups(branch, true, repeated));
    case 'capture':
      return (optional && repeated) || forgetsGroups(node.body, optional, repeated);
    case 'repeat':
      return node.max > 1
        ? forgetsGroups(node.body, repeated && (optional || node.min === 0), true)
        : forgetsGroups(node.body, optional || node.min === 0, repeated);
    default:
      return false;
  }
}
