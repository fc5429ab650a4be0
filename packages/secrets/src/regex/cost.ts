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

/**
 * Steps that are taken without a guard. The bound is far above what any text can cause (it takes each stopping place for one
 * that goes on to the end), so a second or two is the most that one attempt has been made to take.
 */
export const MAX_STEPS = 1_000_000_000;

/** Copies of a body that are followed one by one. */
const MAX_UNROLLED = 64;

interface Rest {
  readonly cost: number;
  readonly first: CodePoints;
  readonly nullable: boolean;
  /** Runs in a row that begin here, if there are any. */
  readonly runs?: Runs;
}

/**
 * Runs in a row, such as `[\w ]{0,20}[\s'"]{0,3}`. If what follows cannot begin with any of their characters, it is tried at
 * one place alone; the ways to get there are those of all runs but the longest.
 */
interface Runs {
  readonly set: CodePoints;
  /** Product and maximum of their numbers of stopping places. */
  readonly ways: number;
  readonly longest: number;
  readonly after: Rest;
}

const END: Rest = { cost: 1, first: [], nullable: true };

/** Steps of one attempt in a text of some length, at most; `Infinity` for exponential patterns. */
export function attemptCost(root: Node, length: number): number {
  return new Estimate(length).before(root, END).cost;
}

/** Steps to look for a first match in a whole text; what begins with the text's beginning is tried there alone. */
export function searchCost(root: Node, length: number): number {
  const branches = root.kind === 'alternate' ? root.branches : [root];
  return branches.reduce((sum, branch) => {
    const first = branch.kind === 'concat' ? branch.parts[0]! : branch;
    const bound = first.kind === 'assert' && first.what === 'begin-text';
    return sum + attemptCost(branch, length) * (bound ? 1 : length);
  }, 0);
}

class Estimate {
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  before(node: Node, rest: Rest): Rest {
    switch (node.kind) {
      case 'empty':
        return rest;
      case 'assert':
        // No character can follow the end of a text; the end of a line is one, or that.
        if (node.what === 'end-text') return { cost: 1 + rest.cost, first: [], nullable: false };
        if (node.what === 'end-line') return { cost: 1 + rest.cost, first: [10, 10], nullable: false };
        return { cost: rest.cost + 1, first: rest.first, nullable: rest.nullable };
      case 'set':
        return { cost: rest.cost + 1, first: node.set, nullable: false };
      case 'capture':
        return this.before(node.body, rest);
      case 'concat':
        return node.parts.reduceRight((after, part) => this.before(part, after), rest);
      case 'alternate': {
        const branches = node.branches.map((branch) => this.before(branch, rest));
        return {
          cost: alternateCost(node.branches, branches),
          first: normalised(branches.flatMap((branch) => [...branch.first])),
          nullable: branches.some((branch) => branch.nullable),
        };
      }
      case 'repeat':
        return node.body.kind === 'set' ? this.#beforeRun(node, node.body.set, rest) : this.#beforeCopies(node, rest);
    }
  }

  #beforeRun(node: Node & { kind: 'repeat' }, set: CodePoints, rest: Rest): Rest {
    const length = Math.min(node.max, this.#length);
    const stops = length - Math.min(node.min, length) + 1;
    const after = rest.runs?.after ?? rest;
    const union = rest.runs === undefined ? set : normalised([...rest.runs.set, ...set]);
    const ways = stops * (rest.runs?.ways ?? 1);
    const longest = Math.max(stops, rest.runs?.longest ?? 1);
    const decided = !after.nullable && !intersects(union, after.first);
    return {
      cost: decided ? 2 * length + 2 * ways + (ways / longest) * after.cost : 2 * length + stops * rest.cost,
      first: node.min > 0 ? set : normalised([...set, ...rest.first]),
      nullable: node.min === 0 && rest.nullable,
      ...(decided ? { runs: { set: union, ways, longest, after } } : {}),
    };
  }

  #beforeCopies(node: Node & { kind: 'repeat' }, rest: Rest): Rest {
    const many = node.max > MAX_UNROLLED;
    let after = rest;
    let taken = rest;
    // Each copy is followed once: Go refuses more than a thousand of them, nested ones counted together.
    for (let copy = many ? 1 : node.max; copy > 0; copy--) {
      taken = this.before(node.body, after);
      after = !many && copy > node.min ? { ...taken, cost: taken.cost + rest.cost } : taken;
    }
    const empty = node.max === 0 || nullable(node.body);
    return {
      cost: !many
        ? after.cost
        : varies(node.body) && !isMarked(node.body)
          ? Infinity
          : Math.min(node.max, this.#length) * taken.cost,
      first: node.min > 0 && !empty ? taken.first : normalised([...taken.first, ...rest.first]),
      nullable: (node.min === 0 || empty) && rest.nullable,
    };
  }
}

/** Branches of which only one can match at a place do not add up: what comes after them is paid once. */
function alternateCost(nodes: readonly Node[], branches: readonly Rest[]): number {
  const alone = nodes.length * FAILING;
  if (nodes.length > MAX_COMPARED) return alone + branches.reduce((sum, branch) => sum + branch.cost, 0);
  let worst = 0;
  nodes.forEach((node, i) => {
    let sum = 0;
    nodes.forEach((other, j) => {
      if (i === j || !excludes(node, other)) sum += branches[j]!.cost;
    });
    worst = Math.max(worst, sum);
  });
  return alone + worst;
}

/** Steps until a branch that cannot match has failed, or nearly all such branches. */
const FAILING = 32;

/** Branches of one alternation that are compared with each other. */
const MAX_COMPARED = 64;

/** Whether two nodes cannot match at one place, told by the characters that they must begin with. */
function excludes(a: Node, b: Node): boolean {
  const [left, right] = [opening(a), opening(b)];
  return left.some((set, i) => right[i] !== undefined && !intersects(set, right[i]));
}

/** The sets of the characters with which every match of a node begins. */
function opening(node: Node): readonly CodePoints[] {
  switch (node.kind) {
    case 'set':
      return [node.set];
    case 'capture':
      return opening(node.body);
    case 'repeat':
      return node.min > 0 ? opening(node.body) : [];
    case 'concat': {
      const sets: CodePoints[] = [];
      for (const part of node.parts) {
        if (part.kind === 'assert') continue;
        sets.push(...opening(part));
        if (part.kind !== 'set') break;
      }
      return sets;
    }
    default:
      return [];
  }
}

/** Whether every match of a body begins with a character that is nowhere else in it: then a text tells where each begins. */
function isMarked(body: Node): boolean {
  const parts = body.kind === 'concat' ? body.parts : [];
  const [mark] = parts;
  return (
    mark?.kind === 'set' && parts.slice(1).every((part) => setsOf(part).every((set) => !intersects(mark.set, set)))
  );
}

function setsOf(node: Node): readonly CodePoints[] {
  switch (node.kind) {
    case 'set':
      return [node.set];
    case 'concat':
      return node.parts.flatMap(setsOf);
    case 'alternate':
      return node.branches.flatMap(setsOf);
    case 'capture':
    case 'repeat':
      return setsOf(node.body);
    default:
      return [];
  }
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
