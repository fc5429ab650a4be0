/**
 * Macro calls: which macro is meant, and what it gives. Expansions are kept by place of the call, so that all who look at
 * a call see the same tokens.
 */
import { IntVec, type Sym } from '@lazaret/base';
import { type DefId, DefKind } from '@lazaret/facts';
import {
  type Edition,
  type FragmentKind,
  FragmentMatcher,
  isIdentLike,
  type TokenBuffer,
  TokenBuilder,
  type TokenRange,
} from '@lazaret/rust-syntax';
import { knownNotes, notesOf } from './buffer-notes.ts';
import type { Builtins } from './builtins.ts';
import type { CrateContext } from './context.ts';
import { DeclaringMacros } from './declaring-macros.ts';
import { hasDocs, withDocTokens } from './doc-tokens.ts';
import type { MacroOrigin } from './hygiene.ts';
import type { MacroDecl, MacroDecls } from './macro-decls.ts';
import { type Bindings, Matcher } from './macro-match.ts';
import type { MacroRule } from './macro-rules.ts';
import { transcribe } from './macro-transcribe.ts';
import { bangByModel } from './models/expand-macro.ts';
import { type Expansion, type NamePath, Ns } from './names.ts';
import type { PathResolver } from './paths.ts';
import type { Scope, TextualScope } from './scope.ts';
import { withSplitToken } from './split-token.ts';
import { setTextual, textualAt } from './textual.ts';

/** rustc's default `recursion_limit`. */
const RECURSION_LIMIT = 128;
/** A crate may raise the limit; this is as far as we follow. */
const RECURSION_LIMIT_MAX = 1024;
/** Tokens that all macro calls of one crate may take and give (21 bytes each): core, the largest at hand, needs a fifth. */
const CRATE_TOKENS_MAX = 16_000_000;
/** What a call costs of that besides its tokens: a buffer and a tree are made however few there are. */
const CALL_TOKENS = 64;
/**
 * What running into the recursion limit costs. rustc stops there; we go on with the rest of the crate, but not through all
 * branches of a macro that calls itself twice.
 */
const RECURSION_TOKENS = CRATE_TOKENS_MAX / 64;
/** Links walked for one name; chains are as long as a crate has macros in a row. */
const TEXTUAL_STEPS_MAX = 100_000;
/** Compound tokens taken apart to match one rule: one for each generic list in a definition, `$a<$b:ty>`. */
const SPLITS_MAX = 64;
/** Identifiers kept of an opaque call. */
const OPAQUE_NAMES_MAX = 4096;

/** A macro call as tokens. */
export interface MacroCall {
  readonly scope: Scope;
  readonly tokens: TokenBuffer;
  readonly path: NamePath;
  /** First token of the path. */
  readonly start: number;
  /** Token after the closing delimiter. */
  readonly end: number;
  /** Between the delimiters. */
  readonly inner: TokenRange;
}

export class Expander {
  readonly #ctx: CrateContext;
  readonly #paths: PathResolver;
  readonly decls: MacroDecls;
  readonly declaring: DeclaringMacros;
  /** Set once both are made: built-in macros call back for nested calls. */
  builtins: Builtins | undefined;
  readonly #matchers = new Map<number, FragmentMatcher>();
  readonly #generated = new Map<string, number>();
  readonly #builder = new TokenBuilder();
  readonly #matches = new Matcher();
  readonly #fragmentRows = new IntVec(256);
  #tokensLeft = CRATE_TOKENS_MAX;
  recursionLimit = RECURSION_LIMIT;

  constructor(ctx: CrateContext, paths: PathResolver, decls: MacroDecls) {
    this.#ctx = ctx;
    this.#paths = paths;
    this.decls = decls;
    this.declaring = new DeclaringMacros(ctx, paths, decls);
  }

  /** Tokens that macro calls took and gave so far. */
  get tokensUsed(): number {
    return CRATE_TOKENS_MAX - this.#tokensLeft;
  }

  /** `#![recursion_limit = "256"]`. */
  setRecursionLimit(limit: number): void {
    if (limit > 0) this.recursionLimit = Math.min(limit, RECURSION_LIMIT_MAX);
  }

  lookupTextual(textual: TextualScope | undefined, name: Sym): DefId | undefined {
    let steps = 0;
    const walk = (from: TextualScope | undefined): DefId | undefined => {
      for (let at = from; at !== undefined && steps < TEXTUAL_STEPS_MAX; at = at.prev) {
        steps++;
        if (at.def >= 0) {
          if (at.name === name) return at.def as DefId;
        } else if (at.inner !== undefined) {
          // The chain of the expansion goes on into what was before the call.
          return walk(at.inner);
        }
      }
      return undefined;
    };
    return walk(textual);
  }

  /** The macro that a call's path means. */
  resolveMacro(scope: Scope, path: NamePath, textual: TextualScope | undefined): DefId | undefined {
    const first = path.segments[0];
    if (first === undefined) return undefined;
    if (path.segments.length === 1 && !path.global) {
      const inner = this.#localInner(first.name, first.ctx);
      if (inner !== undefined) return inner;
      const found = this.lookupTextual(textual, first.name);
      if (found !== undefined) return found;
    }
    const resolved = this.#paths.resolve(scope, path, Ns.Macro);
    if (resolved === undefined || resolved.used < path.segments.length || resolved.res < 0) return undefined;
    const def = resolved.res as DefId;
    const kind = this.#ctx.kindOf(def);
    return kind === DefKind.Macro || kind === DefKind.ProcMacro ? def : undefined;
  }

  /** A name written in the text of a `local_inner_macros` macro. */
  #localInner(name: Sym, ctx: number): DefId | undefined {
    if (ctx === 0) return undefined;
    const origin = this.#ctx.hygiene.root(ctx);
    if (origin?.def === undefined || this.decls.get(origin.def)?.localInner !== true) return undefined;
    const root = this.#paths.member((origin.krate << 20) as DefId, name, Ns.Macro);
    return root === undefined || root.res < 0 ? undefined : (root.res as DefId);
  }

  known(tokens: TokenBuffer, start: number): Expansion | undefined {
    return knownNotes(tokens)?.expansions?.get(start);
  }

  /** Undefined if the macro is not found (it may be later). */
  tryExpand(call: MacroCall): Expansion | undefined {
    const known = this.known(call.tokens, call.start);
    if (known !== undefined) return known;
    const textual = textualAt(call.tokens, call.start);
    if (this.#tokensLeft <= 0) return this.opaque(call, 'macro-token-limit', undefined);
    if (this.depth(call.tokens) >= this.recursionLimit) {
      this.#tokensLeft -= RECURSION_TOKENS;
      const stopped = this.opaque(call, 'macro-depth-limit', undefined);
      this.#remember(call, stopped);
      return stopped;
    }
    const def = this.resolveMacro(call.scope, call.path, textual);
    const decl = def === undefined ? undefined : this.decls.get(def);
    const builtin = def === undefined ? this.builtins!.byName(call, this.#ctx.prelude !== undefined) : undefined;
    if (def === undefined && builtin === undefined) return undefined;
    const expansion = builtin ?? this.#expandWith(call, def as DefId, decl, textual);
    this.#remember(call, expansion);
    return expansion;
  }

  expand(call: MacroCall): Expansion {
    const done = this.tryExpand(call);
    if (done !== undefined) return done;
    const unresolved = this.opaque(call, 'macro-unresolved', undefined);
    this.#remember(call, unresolved);
    return unresolved;
  }

  opaque(call: MacroCall, reason: string, def: DefId | undefined): Expansion {
    const text = call.path.segments.map((segment) => this.#ctx.interner.text(segment.name)).join('::');
    return { kind: 'opaque', reason, names: identifiers(call.tokens, call.inner), def, macro: `${text}!` };
  }

  depth(tokens: TokenBuffer): number {
    return knownNotes(tokens)?.depth ?? 0;
  }

  /** Notes which buffer a buffer came from: how deep it is, and the macros in force in it. */
  adopt(tokens: TokenBuffer, from: TokenBuffer, textual: TextualScope | undefined): boolean {
    notesOf(tokens).depth = this.depth(from) + 1;
    setTextual(tokens, 0, textual);
    this.#tokensLeft -= tokens.length + CALL_TOKENS;
    return this.#tokensLeft >= 0;
  }

  #remember(call: MacroCall, expansion: Expansion): void {
    const notes = notesOf(call.tokens);
    notes.expansions ??= new Map();
    notes.expansions.set(call.start, expansion);
  }

  #expandWith(call: MacroCall, def: DefId, decl: MacroDecl | undefined, textual: TextualScope | undefined): Expansion {
    this.#tokensLeft -= call.end - call.start;
    if (decl === undefined) return this.#byModel(call, def, textual) ?? this.opaque(call, 'proc-macro', def);
    if (decl.builtin !== undefined) return this.builtins!.expand(call, decl, textual);
    const rules = decl.rules();
    if (rules === undefined) return this.opaque(call, 'macro-malformed', def);
    const matcher = this.#matcher(decl.origin.edition as Edition);
    let { tokens: input, inner } = call;
    if (hasDocs(input, inner)) {
      input = withDocTokens(this.#ctx, input, inner, () => true);
      inner = { start: 0, end: input.length };
    }
    for (const rule of rules.rules) {
      const found = this.#match(rules.tokens, rule, input, inner, matcher);
      if (found === undefined) continue;
      const tokens = transcribe(
        {
          def: rules.tokens,
          input: found.input,
          rule,
          bindings: found.bindings,
          matcher: this.#matches,
          fragmentRows: this.#fragmentRows,
          mark: this.#ctx.hygiene.expansion(decl.origin),
          sources: this.#ctx.sources,
          out: this.#builder,
          addGenerated: (text) => this.#addGenerated(text, call),
        },
        this.#ctx.interner,
      );
      if (tokens === 'large') return this.opaque(call, 'macro-token-limit', def);
      if (tokens === undefined) return this.opaque(call, 'macro-transcription-failed', def);
      if (!this.adopt(tokens, call.tokens, textual)) return this.opaque(call, 'macro-token-limit', def);
      return { kind: 'tokens', tokens, def };
    }
    return this.opaque(call, 'macro-no-rule-matched', def);
  }

  /** Matches one rule; where a fragment ends within a compound token, that token is two for this rule. */
  #match(
    def: TokenBuffer,
    rule: MacroRule,
    tokens: TokenBuffer,
    range: TokenRange,
    matcher: FragmentMatcher,
  ): { readonly bindings: Bindings; readonly input: TokenBuffer } | undefined {
    let input = tokens;
    let inner = range;
    for (let splits = 0; splits <= SPLITS_MAX; splits++) {
      let within: { readonly token: number; readonly split: number } | undefined;
      const fragmentEnd = (kind: FragmentKind, start: number, end: number) => {
        const found = matcher.matchSplit(input, kind, start, end);
        if (found === undefined) return -1;
        if (found.split === 0) return found.end;
        within = { token: found.end - 1, split: found.split };
        return -1;
      };
      const bindings = this.#matches.match(def, rule, input, inner, fragmentEnd);
      if (bindings !== undefined) return { bindings, input };
      if (within === undefined) return undefined;
      this.#tokensLeft -= input.length;
      input = withSplitToken(this.#ctx, input, inner, within.token, within.split);
      inner = { start: 0, end: input.length };
    }
    return undefined;
  }

  /** A function-like procedural macro that has a model. */
  #byModel(call: MacroCall, def: DefId, textual: TextualScope | undefined): Expansion | undefined {
    const { tokens, inner } = call;
    const at = this.#ctx.tokenSpan(tokens, call.start, call.end);
    const string = (range: TokenRange) => this.builtins!.stringOf(call, range);
    const made = bangByModel(this.#ctx, def, tokens, inner, at, string);
    if (made === undefined) return undefined;
    if (!this.adopt(made, call.tokens, textual)) return this.opaque(call, 'macro-token-limit', def);
    return { kind: 'tokens', tokens: made, def };
  }

  #matcher(edition: Edition): FragmentMatcher {
    let matcher = this.#matchers.get(edition);
    if (matcher === undefined) {
      matcher = new FragmentMatcher(edition);
      this.#matchers.set(edition, matcher);
    }
    return matcher;
  }

  /** File id of a text that a macro put together. */
  #addGenerated(text: string, call: MacroCall): number {
    let file = this.#generated.get(text);
    if (file === undefined) {
      file = this.#ctx.sources.addSynthetic(text, this.#ctx.tokenSpan(call.tokens, call.start, call.end));
      this.#generated.set(text, file);
    }
    return file;
  }
}

/** Origin for text that the compiler itself would write, with `$crate` = `krate`. */
export function compilerOrigin(ctx: CrateContext): MacroOrigin {
  const { core, std } = ctx.input.stdCrates;
  const krate = core ?? std ?? ctx.num;
  return { def: undefined, krate, edition: 2021, local: false, opaque: false, scope: undefined };
}

/** Distinct identifiers in a range, in order. */
export function identifiers(tokens: TokenBuffer, range: TokenRange): Sym[] {
  const names = new Set<Sym>();
  for (let i = range.start; i < range.end && names.size < OPAQUE_NAMES_MAX; i++) {
    if (isIdentLike(tokens.kind(i))) names.add(tokens.sym(i));
  }
  return [...names];
}
