/**
 * What a file defines that matters at the border to other languages: foreign blocks, exported symbols, inline assembly, and
 * how many items of each kind there are. Text of macros is not parsed; the word `unsafe` in it is counted.
 */
import { LineIndex } from '@lazaret/base';
import {
  abiToken,
  attrArgs,
  attrName,
  attrs,
  Flag,
  innerRange,
  isItem,
  isLiteralToken,
  isOpenDelim,
  itemList,
  macroBody,
  macroPath,
  NO_NODE,
  type NodeId,
  NodeKind,
  nameToken,
  pathSegments,
  stringValue,
  TokenKind,
  type Tree,
} from '@lazaret/rust-syntax';
import { isAttribute, isVerbatimItem, itemAttributes, Place } from './syn-view.ts';
import { type SynVisitor, walkSyn } from './walk.ts';

/** A foreign function; the second name is that of `#[link_name]`. */
type ForeignName = string | readonly [name: string, linkName: string];

interface ExternBlockFacts {
  /** A bare `extern` is "C". */
  readonly abi: string;
  readonly unsafe: boolean;
  /** Names in `#[link(name = "..")]`. */
  readonly link: readonly string[];
  readonly fns: readonly ForeignName[];
  readonly statics: readonly string[];
  readonly types: readonly string[];
  /** Macro calls, and what syn keeps as tokens: `safe fn`, `safe static`, `unsafe static`. */
  readonly other: number;
  /** Of the word `extern`. */
  readonly line: number;
}

interface ExportedFacts {
  readonly name: string;
  readonly kind: 'fn' | 'method' | 'static';
  readonly attr: 'no_mangle' | 'export_name';
  /** Written `#[unsafe(..)]`. */
  readonly unsafeAttr: boolean;
  readonly symbol: string;
  /** ABI of a function; null where none is written, and for statics. */
  readonly abi: string | null;
  /** null for statics. */
  readonly unsafeFn: boolean | null;
  /** Of the name. */
  readonly line: number;
}

export interface ItemFacts {
  fnItems: number;
  implFns: number;
  traitFns: number;
  implBlocks: number;
  traits: number;
  structs: number;
  enums: number;
  unions: number;
  closures: number;
  asmMacros: number;
  unsafeTokensInMacros: number;
  readonly externBlocks: ExternBlockFacts[];
  readonly exported: ExportedFacts[];
  readonly macroRules: string[];
}

/** The facts of a file; undefined if it nests attributes beyond the walk's limit. */
export function itemFacts(tree: Tree): ItemFacts | undefined {
  const visitor = new FactsVisitor(tree);
  return walkSyn(tree, visitor) ? visitor.facts : undefined;
}

const ASM_MACROS: ReadonlySet<string> = new Set(['asm', 'global_asm', 'naked_asm']);

class FactsVisitor implements SynVisitor {
  readonly facts: ItemFacts = {
    fnItems: 0,
    implFns: 0,
    traitFns: 0,
    implBlocks: 0,
    traits: 0,
    structs: 0,
    enums: 0,
    unions: 0,
    closures: 0,
    asmMacros: 0,
    unsafeTokensInMacros: 0,
    externBlocks: [],
    exported: [],
    macroRules: [],
  };
  readonly #lines: LineIndex;

  constructor(tree: Tree) {
    this.#lines = new LineIndex(tree.tokens.sources.text(tree.tokens.file));
  }

  enterItem(tree: Tree, item: NodeId, place: Place): boolean {
    const { facts } = this;
    switch (tree.kind(item)) {
      case NodeKind.Fn:
        this.#fn(tree, item, place);
        break;
      case NodeKind.Static:
        if (place === Place.Free) this.#exported(tree, item, 'static');
        break;
      case NodeKind.Impl:
        facts.implBlocks++;
        break;
      case NodeKind.Trait:
        facts.traits++;
        break;
      case NodeKind.Struct:
        facts.structs++;
        break;
      case NodeKind.Enum:
        facts.enums++;
        break;
      case NodeKind.Union:
        facts.unions++;
        break;
      case NodeKind.ExternBlock:
        facts.externBlocks.push(this.#externBlock(tree, item));
        break;
      case NodeKind.MacroRules:
        facts.macroRules.push(tree.tokens.text(nameToken(tree, item)));
        this.#macro(tree, item);
        break;
      case NodeKind.MacroItem:
        this.#macro(tree, item);
        break;
      default:
    }
    return true;
  }

  enterNode(tree: Tree, node: NodeId): void {
    switch (tree.kind(node)) {
      case NodeKind.ClosureExpr:
        this.facts.closures++;
        break;
      case NodeKind.MacroExpr:
      case NodeKind.MacroStmt:
      case NodeKind.MacroPat:
      case NodeKind.MacroType:
        this.#macro(tree, node);
        break;
      default:
    }
  }

  #fn(tree: Tree, fn: NodeId, place: Place): void {
    if (place === Place.Free) {
      this.facts.fnItems++;
      this.#exported(tree, fn, 'fn');
    } else if (place === Place.Impl) {
      this.facts.implFns++;
      this.#exported(tree, fn, 'method');
    } else if (place === Place.Trait) this.facts.traitFns++;
  }

  #macro(tree: Tree, node: NodeId): void {
    const path = macroPath(tree, node);
    const name = path === NO_NODE ? undefined : pathSegments(tree, path).pop();
    if (name !== undefined && ASM_MACROS.has(tree.tokens.text(nameToken(tree, name)))) this.facts.asmMacros++;
    const body = macroBody(tree, node);
    if (body === NO_NODE) return;
    const { start, end } = innerRange(tree, body);
    for (let i = start; i < end; i++) {
      if (tree.tokens.kind(i) === TokenKind.Unsafe) this.facts.unsafeTokensInMacros++;
    }
  }

  #exported(tree: Tree, item: NodeId, kind: ExportedFacts['kind']): void {
    const name = tree.tokens.text(nameToken(tree, item));
    for (const attr of itemAttributes(tree, item)) {
      const attribute = attrName(tree, attr);
      if (attribute !== 'no_mangle' && attribute !== 'export_name') continue;
      this.facts.exported.push({
        name,
        kind,
        attr: attribute,
        unsafeAttr: tree.has(attr, Flag.UnsafeAttr),
        symbol: (attribute === 'export_name' ? attributeString(tree, attr) : undefined) ?? name,
        abi: kind === 'static' ? null : writtenAbi(tree, item),
        unsafeFn: kind === 'static' ? null : tree.has(item, Flag.Unsafe),
        line: this.#line(tree, nameToken(tree, item)),
      });
    }
  }

  #externBlock(tree: Tree, block: NodeId): ExternBlockFacts {
    const fns: ForeignName[] = [];
    const statics: string[] = [];
    const types: string[] = [];
    let other = 0;
    const list = itemList(tree, block);
    for (const item of list === NO_NODE ? [] : tree.children(list).filter((node) => isItem(tree.kind(node)))) {
      const kind = tree.kind(item);
      if (isVerbatimItem(tree, item, Place.Foreign)) other++;
      else if (kind === NodeKind.Fn) fns.push(foreignName(tree, item));
      else if (kind === NodeKind.Static) statics.push(tree.tokens.text(nameToken(tree, item)));
      else if (kind === NodeKind.TypeAlias) types.push(tree.tokens.text(nameToken(tree, item)));
      else other++;
    }
    return {
      abi: writtenAbi(tree, block) ?? 'C',
      unsafe: tree.has(block, Flag.Unsafe),
      link: itemAttributes(tree, block).flatMap((attr) =>
        isAttribute(tree, attr, 'link') ? linkNames(tree, attr) : [],
      ),
      fns,
      statics,
      types,
      other,
      line: this.#line(tree, tree.start(tree.childOf(block, NodeKind.Abi))),
    };
  }

  #line(tree: Tree, token: number): number {
    return this.#lines.line(tree.tokens.startOf(token));
  }
}

/** The ABI of a function or block; null where no `extern` is written. */
function writtenAbi(tree: Tree, item: NodeId): string | null {
  if (tree.childOf(item, NodeKind.Abi) === NO_NODE) return null;
  const token = abiToken(tree, item);
  return token === -1 ? 'C' : (stringValue(tree.tokens.text(token)) ?? 'C');
}

function foreignName(tree: Tree, item: NodeId): ForeignName {
  const name = tree.tokens.text(nameToken(tree, item));
  for (const attr of attrs(tree, item)) {
    const linked = isAttribute(tree, attr, 'link_name') ? attributeString(tree, attr) : undefined;
    if (linked !== undefined) return [name, linked];
  }
  return name;
}

/** The string of `#[name = "string"]`; undefined for any other form. */
function attributeString(tree: Tree, attr: NodeId): string | undefined {
  const { start, end } = attrArgs(tree, attr);
  if (end !== start + 2 || tree.tokens.kind(start) !== TokenKind.Eq) return undefined;
  return stringAt(tree, start + 1);
}

function stringAt(tree: Tree, token: number): string | undefined {
  const kind = tree.tokens.kind(token);
  if (kind !== TokenKind.Str && kind !== TokenKind.RawStr) return undefined;
  return stringValue(tree.tokens.text(token));
}

/** Values of `name` in the list of `#[link(name = "x", kind = "static")]`. */
function linkNames(tree: Tree, attr: NodeId): string[] {
  const { tokens } = tree;
  const { start, end } = attrArgs(tree, attr);
  const names: string[] = [];
  for (let at = start + 1; at < end - 1; ) {
    const isName = tokens.text(at) === 'name' && tokens.kind(at + 1) === TokenKind.Eq;
    const value = isName && isLiteralToken(tokens.kind(at + 2)) ? stringAt(tree, at + 2) : undefined;
    if (value !== undefined) names.push(value);
    // To the next element: nested lists (`cfg(..)`) hold names that are not the library's.
    while (at < end - 1 && tokens.kind(at) !== TokenKind.Comma)
      at = isOpenDelim(tokens.kind(at)) ? tokens.skipTree(at) : at + 1;
    at++;
  }
  return names;
}
