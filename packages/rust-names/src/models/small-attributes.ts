/** Attribute macros that keep, drop or annotate their item: rustversion's conditions, serde_with's field attributes. */
import {
  NO_NODE,
  type NodeId,
  NodeKind,
  type TokenBuffer,
  type TokenRange,
  type Tree,
  typeOf,
} from '@lazaret/rust-syntax';
import { attrList, attrValue, splitCommas } from '../attributes.ts';
import { stringValue } from '../literal.ts';
import type { AttributeModel, AttributeUse, Modelled } from './macro-model.ts';

/** Nesting of `all(..)`, `any(..)`, `not(..)`. */
const CONDITION_DEPTH_MAX = 32;

/** rustversion: a condition on the compiler, which is a stable one as old as the standard library's facts. */
function rustversion(use: AttributeUse): Modelled | undefined {
  const { tree, node, edits, attr, macro } = use;
  const { tokens } = attr;
  const { core } = use.ctx.input.stdCrates;
  const version = core === undefined ? undefined : use.ctx.world.crate(core).package.version;
  const minor = version === undefined ? undefined : /^1\.(\d+)/.exec(version)?.[1];
  if (minor === undefined) return undefined;
  const inner = { start: attr.args.start + 1, end: Math.max(attr.args.end - 1, attr.args.start + 1) };
  if (macro === 'attr') {
    const [condition, ...others] = use.args;
    if (condition === undefined) return undefined;
    const holds = holdsFor(tokens, condition, Number(minor), 0);
    if (holds === undefined) return undefined;
    const kept = others.map((part) => `#[${edits.splices.range(part, tokens)}]`).join('');
    if (holds) edits.insert(tree.start(node), kept);
    return 'complete';
  }
  const holds = call(tokens, macro, inner, Number(minor), 0);
  if (holds === undefined) return undefined;
  if (!holds) {
    edits.clear();
    edits.remove(tree.range(node));
  }
  return 'complete';
}

function holdsFor(tokens: TokenBuffer, part: TokenRange, minor: number, depth: number): boolean | undefined {
  const name = tokens.text(part.start);
  const open = part.start + 1;
  const inner = open < part.end ? { start: open + 1, end: part.end - 1 } : { start: part.end, end: part.end };
  return call(tokens, name, inner, minor, depth);
}

function call(tokens: TokenBuffer, name: string, inner: TokenRange, minor: number, depth: number): boolean | undefined {
  if (depth > CONDITION_DEPTH_MAX) return undefined;
  const parts = splitCommas(tokens, inner.start, inner.end);
  const each = (): (boolean | undefined)[] => parts.map((part) => holdsFor(tokens, part, minor, depth + 1));
  switch (name) {
    case 'stable':
      return inner.end <= inner.start ? true : compared(tokens, inner, (asked) => minor === asked);
    case 'beta':
    case 'nightly':
      return false;
    case 'since':
      return compared(tokens, inner, (asked) => minor >= asked);
    case 'before':
      return compared(tokens, inner, (asked) => minor < asked);
    case 'not': {
      const [first] = each();
      return first === undefined ? undefined : !first;
    }
    case 'all': {
      const all = each();
      return all.includes(false) ? false : all.includes(undefined) ? undefined : true;
    }
    case 'any': {
      const all = each();
      return all.includes(true) ? true : all.includes(undefined) ? undefined : false;
    }
    default:
      return undefined;
  }
}

/** `1.50` or `1.50.2`; a date, of a nightly compiler, says nothing here. */
function compared(tokens: TokenBuffer, inner: TokenRange, test: (minor: number) => boolean): boolean | undefined {
  const text = tokens.textOf(inner).replaceAll(/\s/g, '');
  const asked = /^1\.(\d+)(?:\.\d+)?$/.exec(text)?.[1];
  return asked === undefined ? undefined : test(Number(asked));
}

const RUSTVERSION = 'stable beta nightly since before not any all attr'.split(' ');

/** serde_with's `serde_as`: `as = "T"` of a field is serde's `with = "serde_with::As::<T>"`. */
function serdeAs(use: AttributeUse): Modelled | undefined {
  const { ctx, tree, edits } = use;
  let complete: Modelled = use.args.length === 0 ? 'complete' : 'partial';
  for (const field of fieldsOf(use)) {
    for (const attr of ctx.attributes.of(tree, field)) {
      if (attr.name !== 'serde_as' || attr.tokens !== tree.tokens) continue;
      const metas: string[] = [];
      for (const part of attrList(attr)) {
        const name = attr.tokens.text(part.start);
        const text = stringValue(attr.tokens, part.start + 2);
        const key = { as: 'with', serialize_as: 'serialize_with', deserialize_as: 'deserialize_with' }[name];
        if (key === undefined || text === undefined) {
          complete = 'partial';
          continue;
        }
        const end = name === 'as' ? '' : name === 'serialize_as' ? '::serialize' : '::deserialize';
        const type = text.replaceAll(/\b_\b/g, '::serde_with::Same');
        // A missing `Option` is `None`, as serde has it for fields without `with`.
        if (
          name !== 'serialize_as' &&
          /^\s*(?:::)?(?:(?:std|core)::option::)?Option\s*</.test(text) &&
          isOption(tree, field)
        )
          metas.push('default');
        metas.push(`${key} = ${JSON.stringify(`::serde_with::As::<${type}>${end}`)}`);
      }
      // From `#` to `]`.
      const whole = { start: attr.path.start - 2, end: attr.args.end + 1 };
      edits.replace(whole, metas.length === 0 ? '' : `#[serde(${metas.join(', ')})]`);
    }
  }
  return complete;
}

/** serde_with's `skip_serializing_none`. */
function skipNone(use: AttributeUse): Modelled | undefined {
  const { ctx, tree, edits } = use;
  for (const field of fieldsOf(use)) {
    if (!isOption(tree, field)) continue;
    const attrs = ctx.attributes.of(tree, field);
    if (attrs.some((attr) => attr.name === 'serialize_always')) continue;
    if (
      attrs.some(
        (attr) =>
          attr.name === 'serde' &&
          attrValue(attr) === undefined &&
          /skip_serializing_if/.test(attr.tokens.textOf(attr.args)),
      )
    )
      continue;
    edits.insert(tree.start(field), '#[serde(skip_serializing_if = "Option::is_none")]');
  }
  return 'complete';
}

function isOption(tree: Tree, field: NodeId): boolean {
  const type = typeOf(tree, field);
  return type !== NO_NODE && /^(?:(?:::)?(?:std|core)::option::)?Option</.test(tree.text(type).replaceAll(/\s/g, ''));
}

/** Fields of the struct, or of all variants. */
function fieldsOf({ tree, node }: AttributeUse): NodeId[] {
  const out: NodeId[] = [];
  const visit = (at: NodeId): void => {
    const kind = tree.kind(at);
    if (kind === NodeKind.RecordField || kind === NodeKind.TupleField) out.push(at);
    else if (
      kind === NodeKind.RecordFields ||
      kind === NodeKind.TupleFields ||
      kind === NodeKind.Variant ||
      at === node
    )
      for (const child of tree.children(at)) visit(child);
  };
  visit(node);
  return out;
}

export const SMALL_ATTRIBUTES: readonly AttributeModel[] = [
  { krate: 'rustversion', macros: RUSTVERSION, versions: /^1\./, expand: rustversion },
  { krate: 'serde_with_macros', macros: ['serde_as'], versions: /^[23]\./, facade: 'serde_with', expand: serdeAs },
  {
    krate: 'serde_with_macros',
    macros: ['skip_serializing_none'],
    versions: /^[123]\./,
    facade: 'serde_with',
    expand: skipNone,
  },
];
