/**
 * State of the collection of one crate, shared by the parts of this package.
 */
import { type Diagnostic, type Interner, inStage } from '@lazaret/base';
import {
  type CrateNum,
  type DefId,
  type DefKind,
  defId,
  type LocalDef,
  type OpaqueExpansion,
  type Span,
  type Visibility,
  type World,
} from '@lazaret/facts';
import {
  type Edition,
  lexSource,
  type NodeId,
  parseFile,
  type TokenBuffer,
  type TokenBuilder,
  type Tree,
} from '@lazaret/rust-syntax';
import { Attributes } from './attributes.ts';
import { knownNotes } from './buffer-notes.ts';
import { DefTable } from './def-table.ts';
import type { FragmentPlaces, VariablePlace } from './fragment-places.ts';
import { Hygiene } from './hygiene.ts';
import type { CrateInput } from './input.ts';
import { DispatchItems } from './models/dispatch-items.ts';
import type { Scope } from './scope.ts';
import { SourceMap } from './source-map.ts';
import { UnknownCfgs } from './unknown-cfg.ts';

/** Diagnostics of one crate; more say nothing new. */
const DIAGNOSTICS_MAX = 1000;

export class CrateContext {
  readonly world: World;
  readonly num: CrateNum;
  readonly input: CrateInput;
  readonly interner: Interner;
  readonly sources: SourceMap;
  readonly defs = new DefTable();
  readonly hygiene = new Hygiene();
  readonly attributes: Attributes;
  readonly diagnostics: Diagnostic[] = [];
  readonly opaque: OpaqueExpansion[] = [];
  /** What one attribute macro keeps of its items for other items. */
  readonly dispatchItems = new DispatchItems();
  /** Scopes of modules and enums by their definition. */
  readonly scopes = new Map<LocalDef, Scope>();
  /** `extern crate` items of the root and dependencies. */
  readonly externs: Map<string, CrateNum>;
  readonly unknownCfgs: UnknownCfgs;
  readonly langItems = new Map<string, DefId>();
  readonly linkNames = new Map<LocalDef, string>();
  /** Module that is the prelude, if known. */
  prelude: DefId | undefined;
  /** How often the preludes changed: `extern crate`, `#[macro_use]`, `#[prelude_import]`. */
  preludesVersion = 0;
  /** Builders of tokens that are not in use, and empty. */
  readonly builders: TokenBuilder[] = [];
  #docFrame: number | undefined;
  /** Attributes of the crate root. */
  noStd = false;
  noCore = false;

  constructor(world: World, num: CrateNum, input: CrateInput) {
    this.world = world;
    this.num = num;
    this.input = input;
    this.interner = world.names;
    this.sources = new SourceMap(num);
    this.externs = new Map(input.externs);
    this.attributes = new Attributes((name, value) => {
      // A build script may set what looks like a feature.
      if (name === 'feature' && (value === undefined || input.features.has(value))) return value !== undefined;
      const known = input.cfg(name, value);
      // rustc sets these bare, too, where any width is there; lists of a target's cfgs often lack that.
      if (known !== true && value === undefined && name.startsWith('target_has_atomic')) return input.cfg(name, 'ptr');
      return known;
    }, input.cfgLikely);
    this.unknownCfgs = new UnknownCfgs(this);
  }

  id(local: LocalDef): DefId {
    return defId(this.num, local);
  }

  /** Scope of a module, enum, or the one around any other definition. */
  moduleScope(def: LocalDef): Scope {
    return this.scopes.get(def)!;
  }

  kindOf(def: DefId): DefKind {
    return this.isLocal(def) ? this.defs.kind(this.local(def)) : this.world.kind(def);
  }

  isLocal(def: DefId): boolean {
    return def >>> 20 === this.num;
  }

  local(def: DefId): LocalDef {
    return (def & 0xfffff) as LocalDef;
  }

  /** Parent module of a module of this crate. */
  parentModule(module: LocalDef): LocalDef | undefined {
    const parent = this.defs.parent(module);
    if (parent === undefined) return undefined;
    return this.scopes.get(parent)?.kind === 'module' ? parent : this.defs.scope(parent)?.module;
  }

  /** Is `module` the same as `ancestor` or inside it? Both of this crate. */
  isInside(module: LocalDef, ancestor: LocalDef): boolean {
    for (let at: LocalDef | undefined = module; at !== undefined; at = this.defs.parent(at)) {
      if (at === ancestor) return true;
    }
    return false;
  }

  isVisible(vis: Visibility, from: LocalDef): boolean {
    if (vis === true) return true;
    return this.isLocal(vis) && this.isInside(from, this.local(vis));
  }

  /** The narrower of two visibilities. */
  minVis(a: Visibility, b: Visibility): Visibility {
    if (a === true) return b;
    if (b === true) return a;
    if (!this.isLocal(a)) return b;
    if (!this.isLocal(b)) return a;
    return this.isInside(this.local(a), this.local(b)) ? a : b;
  }

  tokenSpan(tokens: TokenBuffer, start: number, end: number): Span {
    const fragments = end - start > 1 ? knownNotes(tokens)?.fragments : undefined;
    return fragments === undefined
      ? this.#plainSpan(tokens, start, end)
      : this.#expandedSpan(tokens, fragments, start, end);
  }

  /** Of what a macro gave: what begins or ends with a fragment, and reaches beyond it, does so at the macro's variable. */
  #expandedSpan(tokens: TokenBuffer, fragments: FragmentPlaces, start: number, end: number): Span {
    const first = fragments.at(start);
    const last = fragments.at(end - 1);
    const plain = (fragment: number): boolean => fragment < 0 || fragments.isPlain(fragment);
    if (first >= 0 && last >= 0 && (first === last || (plain(first) && plain(last))))
      return this.tokenSpan(fragments.input, fragments.given(first, start), fragments.given(last, end - 1) + 1);
    if (plain(first) && plain(last)) return this.#plainSpan(tokens, start, end);
    const from = plain(first) ? placeOf(tokens, start) : fragments.variable(first);
    const to = plain(last) ? placeOf(tokens, end - 1) : fragments.variable(last);
    return this.sources.span(from.file, from.start, from.file === to.file ? Math.max(to.end, from.start) : from.end);
  }

  #plainSpan(tokens: TokenBuffer, start: number, end: number): Span {
    if (tokens.length === 0) return this.sources.span(tokens.file, 0, 0);
    const first = Math.min(start, tokens.length - 1);
    const file = tokens.fileOf(first);
    const last = end - 1;
    const sameFile = last >= first && last < tokens.length && tokens.fileOf(last) === file;
    const to = sameFile ? Math.max(tokens.endOf(last), tokens.startOf(first)) : tokens.endOf(first);
    return this.sources.span(file, tokens.startOf(first), to);
  }

  nodeSpan(tree: Tree, node: NodeId): Span {
    return this.tokenSpan(tree.tokens, tree.start(node), tree.end(node));
  }

  /** File id of the text that doc comments are framed with. */
  docFrame(text: string): number {
    this.#docFrame ??= this.sources.addSynthetic(text, this.sources.span(0, 0, 0));
    return this.#docFrame;
  }

  /** Tokens of a text of {@link SourceMap}. */
  lex(text: string, file: number, edition: Edition): TokenBuffer {
    return lexSource(text, file, this.interner, { edition });
  }

  /** Tree of a file of the crate. */
  parse(path: string, text: string): Tree {
    const { edition } = this.input;
    return inStage(this.world.stages, 'lex and parse', () =>
      parseFile(this.lex(text, this.sources.addFile(path, text), edition), { edition }),
    );
  }

  diagnose(code: string, message: string, tokens?: TokenBuffer, token?: number): void {
    if (this.diagnostics.length >= DIAGNOSTICS_MAX) return;
    if (tokens === undefined || token === undefined) {
      this.diagnostics.push({ code, message });
      return;
    }
    const span = this.tokenSpan(tokens, token, token + 1);
    const file = span.krate === this.num ? this.sources.files[span.file] : undefined;
    if (file === undefined) this.diagnostics.push({ code, message });
    else this.diagnostics.push({ code, message, file, line: span.line, column: span.column });
  }
}

function placeOf(tokens: TokenBuffer, token: number): VariablePlace {
  return { file: tokens.fileOf(token), start: tokens.startOf(token), end: tokens.endOf(token) };
}
