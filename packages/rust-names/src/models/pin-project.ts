/** pin-project 1: the projections of a type and the methods that make them (pin-project-internal's `derive.rs`). */
import {
  attrs as attrNodes,
  implTraitPath,
  itemList,
  itemsOf,
  NO_NODE,
  NodeKind,
  TokenKind,
  visibility,
} from '@lazaret/rust-syntax';
import { type DeriveField, type DeriveInput, type DeriveVariant, deriveGenerics, deriveInput } from '../derive.ts';
import type { AttributeModel, AttributeUse, Modelled } from './macro-model.ts';

interface PinArgs {
  readonly pinnedDrop: boolean;
  readonly unpin: 'fields' | 'unsafe' | 'never';
  /** Names given to the projected types; `project_replace` may be asked for without one. */
  readonly project: string | undefined;
  readonly projectRef: string | undefined;
  readonly projectReplace: string | undefined;
  readonly replaces: boolean;
  readonly complete: boolean;
}

function pinArgs(use: AttributeUse): PinArgs {
  const { tokens } = use.attr;
  const found = { pinnedDrop: false, unpin: 'fields' as PinArgs['unpin'], replaces: false, complete: true };
  const names = new Map<string, string>();
  for (const { start, end } of use.args) {
    const word = tokens.text(start);
    if (word === 'PinnedDrop') found.pinnedDrop = true;
    else if (word === 'UnsafeUnpin') found.unpin = 'unsafe';
    else if (word === '!') found.unpin = 'never';
    else if (word === 'project_replace' || (end === start + 3 && (word === 'project' || word === 'project_ref'))) {
      if (word === 'project_replace') found.replaces = true;
      if (end === start + 3) names.set(word, use.edits.splices.range({ start: start + 2, end }, tokens));
    } else if (word !== 'Replace') found.complete = false;
  }
  return {
    ...found,
    project: names.get('project'),
    projectRef: names.get('project_ref'),
    projectReplace: names.get('project_replace'),
  };
}

type Projection = 'mut' | 'ref' | 'own';

/** Text of everything about one type, in terms of the placeholders of its edits. */
class PinnedType {
  readonly #use: AttributeUse;
  readonly #args: PinArgs;
  readonly #input: DeriveInput;
  readonly #params: string;
  readonly #own: { readonly params: string; readonly args: string; readonly where: string };
  readonly #vis: string;
  readonly #pinned = new Set<DeriveField>();

  constructor(use: AttributeUse, args: PinArgs) {
    const { ctx, tree, node, edits } = use;
    this.#use = use;
    this.#args = args;
    this.#input = deriveInput(ctx, tree, node, edits.splices, new Set());
    this.#own = deriveGenerics(tree, node, edits.splices, undefined);
    this.#params = this.#own.params === '' ? "<'pin>" : `<'pin, ${this.#own.params.slice(1)}`;
    const vis = visibility(tree, node);
    // Projections of a public type are the crate's own.
    this.#vis =
      vis === NO_NODE ? '' : tree.text(vis).trim() === 'pub' ? 'pub(crate)' : edits.splices.range(tree.range(vis));
    for (const variant of this.#input.variants) {
      for (const field of variant.fields) this.#takePin(field);
    }
  }

  #takePin(field: DeriveField): void {
    const { ctx, tree, edits } = this.#use;
    for (const attr of attrNodes(tree, field.node)) {
      if (!ctx.attributes.ofAttr(tree, attr).some((one) => one.name === 'pin')) continue;
      edits.remove(tree.range(attr));
      this.#pinned.add(field);
    }
  }

  #name(which: Projection): string {
    const given = { mut: this.#args.project, ref: this.#args.projectRef, own: this.#args.projectReplace }[which];
    return given ?? `__${this.#input.label}Projection${{ mut: '', ref: 'Ref', own: 'Owned' }[which]}`;
  }

  #typeArgs(which: Projection): string {
    if (which === 'own') return this.#own.args;
    return this.#own.args === '' ? "<'pin>" : `<'pin, ${this.#own.args.slice(1)}`;
  }

  #fieldType(field: DeriveField, which: Projection): string {
    const pinned = this.#pinned.has(field);
    if (which === 'own') return pinned ? `$crate::__private::PhantomData<${field.type}>` : field.type;
    const reference = `&'pin ${which === 'mut' ? 'mut ' : ''}(${field.type})`;
    return pinned ? `$crate::__private::Pin<${reference}>` : reference;
  }

  /** `{ a: A, b: B }`, `(A, B)` or nothing, with `of` for each field. */
  #fields(variant: DeriveVariant, of: (field: DeriveField) => string): string {
    if (variant.shape === 'unit') return '';
    const parts = variant.fields.map((field) =>
      variant.shape === 'named' ? `${field.access}: ${of(field)}` : of(field),
    );
    return variant.shape === 'named' ? `{ ${parts.join(', ')} }` : `(${parts.join(', ')})`;
  }

  #visible(variant: DeriveVariant, which: Projection): string {
    if (variant.shape === 'unit') return '';
    const { tree, edits } = this.#use;
    const parts = variant.fields.map((field) => {
      const vis = visibility(tree, field.node);
      const own = vis === NO_NODE ? '' : edits.splices.range(tree.range(vis));
      return `${own} ${variant.shape === 'named' ? `${field.access}: ` : ''}${this.#fieldType(field, which)}`;
    });
    return variant.shape === 'named' ? `{ ${parts.join(', ')} }` : `(${parts.join(', ')})`;
  }

  #projected(which: Projection): string {
    const { kind, variants } = this.#input;
    const params = which === 'own' ? this.#own.params : this.#params;
    const head = `${this.#vis} ${kind} ${this.#name(which)} ${params}`;
    if (kind === 'enum') {
      const cases = variants.map((one) => `${one.name} ${this.#fields(one, (field) => this.#fieldType(field, which))}`);
      return `${head} ${this.#own.where} { ${cases.join(', ')} }`;
    }
    const only = variants[0]!;
    const body = this.#visible(only, which);
    return only.shape === 'named' ? `${head} ${this.#own.where} ${body}` : `${head} ${body} ${this.#own.where};`;
  }

  /** `match value { Self::A { a } => Proj::A { a: .. } .. }` */
  #arms(value: string, which: Projection): string {
    const { kind, variants } = this.#input;
    const arms = variants.map((variant) => {
      const bound = (field: DeriveField) => (variant.shape === 'named' ? field.access : `_${field.label}`);
      const name = kind === 'enum' ? `::${variant.name}` : '';
      const made = this.#fields(variant, (field) => this.#projectedValue(field, bound(field), which));
      const result = `${this.#name(which)}${name} ${made}`;
      const end = which === 'own' ? `{ let __result = ${result}; ${this.#guards(variant, bound)} __result }` : result;
      return `Self${name} ${this.#fields(variant, bound)} => ${end}`;
    });
    return `match ${value} { ${arms.join(', ')} }`;
  }

  #projectedValue(field: DeriveField, bound: string, which: Projection): string {
    const pinned = this.#pinned.has(field);
    if (which === 'own') return pinned ? '$crate::__private::PhantomData' : `$crate::__private::ptr::read(${bound})`;
    return pinned ? `$crate::__private::Pin::new_unchecked(${bound})` : bound;
  }

  #guards(variant: DeriveVariant, bound: (field: DeriveField) => string): string {
    const pinned = variant.fields.filter((field) => this.#pinned.has(field)).reverse();
    const lines = pinned.map(
      (field) => `let __guard = $crate::__private::UnsafeDropInPlaceGuard::new(${bound(field)});`,
    );
    return `{ ${lines.join(' ')} }`;
  }

  #method(which: Projection): string {
    const result = `${this.#name(which)} ${this.#typeArgs(which)}`;
    if (which === 'own') {
      return `${this.#vis} fn project_replace(self: $crate::__private::Pin<&mut Self>, __replacement: Self) -> ${result} { unsafe {
        let __self_ptr: *mut Self = self.get_unchecked_mut();
        let __guard = $crate::__private::UnsafeOverwriteGuard::new(__self_ptr, __replacement);
        ${this.#arms('&mut *__self_ptr', which)} } }`;
    }
    const reference = which === 'mut' ? 'mut ' : '';
    const get = which === 'mut' ? 'self.get_unchecked_mut()' : 'self.get_ref()';
    return `${this.#vis} fn ${which === 'mut' ? 'project' : 'project_ref'}<'pin>(self: $crate::__private::Pin<&'pin ${reference}Self>) -> ${result} {
      unsafe { ${this.#arms(get, which)} } }`;
  }

  /** An enum gets only the projections that were given a name. */
  #wanted(): Projection[] {
    const { project, projectRef, projectReplace, replaces } = this.#args;
    if (this.#input.kind !== 'enum') return ['mut', 'ref', ...(replaces ? (['own'] as const) : [])];
    const all: Projection[] = [];
    if (project !== undefined) all.push('mut');
    if (projectRef !== undefined) all.push('ref');
    if (projectReplace !== undefined) all.push('own');
    return all;
  }

  #unpin(): string {
    const self = `${this.#input.name} ${this.#own.args}`;
    const { unpin } = this.#args;
    const bounds =
      unpin === 'fields'
        ? [...this.#pinned].map((field) => `${field.type}: $crate::__private::Unpin`)
        : [
            unpin === 'unsafe'
              ? `${self}: $crate::UnsafeUnpin`
              : '$crate::__private::PhantomPinned: $crate::__private::Unpin',
          ];
    const where = this.#own.where === '' ? 'where' : `${this.#own.where},`;
    return `impl ${this.#own.params} $crate::__private::Unpin for ${self} ${where} ${bounds.join(', ')} {}`;
  }

  #drop(): string {
    if (!this.#args.pinnedDrop) return '';
    return `impl ${this.#own.params} $crate::__private::Drop for ${this.#input.name} ${this.#own.args} ${this.#own.where} {
      fn drop(&mut self) { unsafe {
        let __pinned_self = $crate::__private::Pin::new_unchecked(self);
        $crate::__private::PinnedDrop::drop(__pinned_self); } } }`;
  }

  text(): string {
    const wanted = this.#wanted();
    const methods = wanted.map((which) => this.#method(which)).join('\n');
    return `${wanted.map((which) => this.#projected(which)).join('\n')}
      impl ${this.#own.params} ${this.#input.name} ${this.#own.args} ${this.#own.where} { ${methods} }
      ${this.#unpin()} ${this.#drop()}`;
  }
}

function pinProject(use: AttributeUse): Modelled | undefined {
  const { tree, node, edits } = use;
  const kind = tree.kind(node);
  if (kind !== NodeKind.Struct && kind !== NodeKind.Enum) return undefined;
  const args = pinArgs(use);
  edits.insert(tree.end(node), new PinnedType(use, args).text());
  return args.complete ? 'complete' : 'partial';
}

/** The body stays in the method; in fact it is a function of its own that the method calls. */
function pinnedDrop(use: AttributeUse): Modelled | undefined {
  const { tree, node, edits } = use;
  const path = tree.kind(node) === NodeKind.Impl ? implTraitPath(tree, node) : NO_NODE;
  const list = itemList(tree, node);
  if (path === NO_NODE || list === NO_NODE) return undefined;
  edits.replace(tree.range(path), '$crate::__private::PinnedDrop');
  for (const item of itemsOf(tree, list)) {
    if (tree.kind(item) !== NodeKind.Fn) return undefined;
    const last = attrNodes(tree, item).at(-1);
    for (let i = last === undefined ? tree.start(item) : tree.end(last); i < tree.end(item); i++) {
      if (tree.tokens.kind(i) !== TokenKind.Fn) continue;
      edits.insert(i, 'unsafe');
      break;
    }
  }
  return 'complete';
}

const PIN_PROJECT = { krate: 'pin_project_internal', versions: /^1\./, facade: 'pin_project' } as const;

export const PIN_PROJECT_MODELS: readonly AttributeModel[] = [
  { ...PIN_PROJECT, macros: ['pin_project'], expand: pinProject },
  { ...PIN_PROJECT, macros: ['pinned_drop'], expand: pinnedDrop },
];
