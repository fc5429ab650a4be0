/**
 * Models of attribute and function-like procedural macros that are not run: what they put in place of an item or a call.
 * A model is chosen by the crate that defines the macro, its version and the macro's name. Control flow need not be that
 * of the real expansion, its types, impls and calls must be.
 */
import type { NodeId, TokenBuffer, TokenRange, Tree } from '@lazaret/rust-syntax';
import type { Attr } from '../attributes.ts';
import type { CrateContext } from '../context.ts';
import type { TokenWriter } from '../token-writer.ts';
import type { TokenEdits } from './token-edits.ts';

interface MacroModel {
  /** Name of the macro crate in code: `tokio_macros`. */
  readonly krate: string;
  /** Names of the macros; those under which other crates pass them on count for attributes, too. */
  readonly macros: readonly string[];
  /** Does the model hold for this version of the macro crate? */
  readonly versions: { readonly test: (version: string) => boolean };
  /** Crate among the dependencies that `$crate` in the texts means; the macro crate itself where it is not given. */
  readonly facade?: string;
}

/** An attribute macro on an item. */
export interface AttributeUse {
  readonly ctx: CrateContext;
  readonly tree: Tree;
  readonly node: NodeId;
  /** All attributes of the item, this one among them. */
  readonly attrs: readonly Attr[];
  readonly attr: Attr;
  /** Comma-separated parts of its arguments. */
  readonly args: readonly TokenRange[];
  /** Name of the macro where it is defined. */
  readonly macro: string;
  readonly version: string;
  /** Changes to the item; the attribute itself is taken away already. */
  readonly edits: TokenEdits;
}

/** `partial`: what was written is not all understood; the expansion stays opaque in addition. */
export type Modelled = 'complete' | 'partial';

export interface AttributeModel extends MacroModel {
  /** Changes the item; undefined if it is none that the model knows (it is then kept as written, and opaque). */
  readonly expand: (use: AttributeUse) => Modelled | undefined;
}

/** A call of a function-like macro. */
export interface BangUse {
  readonly ctx: CrateContext;
  readonly tokens: TokenBuffer;
  /** Between the delimiters. */
  readonly inner: TokenRange;
  readonly macro: string;
  readonly version: string;
  readonly writer: TokenWriter;
  /** The string that a literal or a macro call is (`concat!(..)`). */
  readonly string: (range: TokenRange) => string | undefined;
}

export interface BangModel extends MacroModel {
  /** Writes the expansion; false if the model does not know this form (the call is then opaque). */
  readonly expand: (use: BangUse) => boolean;
}
