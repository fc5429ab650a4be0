/**
 * Models of derives as data: what is published for users to write, and what most models of this package are. The text of
 * the expansion is a template (./template/template-syntax.ts); docs/models.md describes the format.
 */
import { areUnderstood } from './attr-meta.ts';
import { checkMacroTemplate } from './declared-macro.ts';
import type { DeriveModel, ModelExpansion, ModelItem } from './derive-model.ts';
import { TemplateItem } from './template/item-values.ts';
import { runTemplate } from './template/template-run.ts';
import { parseTemplate, type Template, TemplateError } from './template/template-syntax.ts';
import { parseVersionRange } from './version-range.ts';

/** A model as data. */
export interface ModelDeclaration {
  /** An attribute or function-like macro; a derive if it is not said. */
  readonly kind?: 'attribute' | 'macro';
  /** Name in code of the crate that defines the macro: `thiserror_impl`. */
  readonly macroCrate: string;
  /** Name of the derive, or of the macro. */
  readonly derive: string;
  /** Versions of the macro crate: `>=1.0.20, <3`. */
  readonly versions: string;
  /** Crate whose items the template names as `$crate`; none for `core` alone. */
  readonly facade?: string;
  /**
   * Attributes that the template understands, as paths: `error.transparent`, `builder.setter.into`, `error.*`. An item with
   * any other attribute of the same names keeps its record of an opaque derive.
   */
  readonly attributes?: readonly string[];
  readonly template: string;
}

/** Why a declaration is no model. */
export interface DeclarationProblem {
  readonly key: keyof ModelDeclaration;
  readonly message: string;
  /** 1-based line within the template. */
  readonly line?: number;
}

/** What is wrong with a declaration; undefined if nothing is. */
export function checkDeclaration(declaration: ModelDeclaration): DeclarationProblem | undefined {
  if (parseVersionRange(declaration.versions) === undefined) {
    return { key: 'versions', message: `\`${declaration.versions}\` is no range of versions` };
  }
  if (declaration.kind !== undefined) return checkMacroTemplate(declaration);
  try {
    parseTemplate(declaration.template);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { key: 'template', message: error.message, line: error.line };
  }
  return undefined;
}

/** The model that a declaration describes. The template is parsed when first needed; a bad one never fits an item. */
export function declaredModel(declaration: ModelDeclaration): DeriveModel {
  const { macroCrate, derive, facade, attributes = [] } = declaration;
  const versions = parseVersionRange(declaration.versions) ?? (() => false);
  const patterns = new Set(attributes);
  let parsed: Template | 'bad' | undefined;
  const expand = (item: ModelItem): ModelExpansion | undefined => {
    parsed ??= checkDeclaration(declaration) === undefined ? parseTemplate(declaration.template) : 'bad';
    const made = parsed === 'bad' ? undefined : runTemplate(parsed, new TemplateItem(item));
    return made && { text: made.text, complete: made.complete && isUnderstood(item, patterns) };
  };
  const helpers = [...new Set(attributes.map((path) => path.split('.')[0]!))];
  return { krate: macroCrate, derive, versions, facade: facade ?? '', helpers, expand };
}

function isUnderstood(item: ModelItem, patterns: ReadonlySet<string>): boolean {
  return (
    areUnderstood(item.attrs, patterns) &&
    item.variants.every(
      (variant) =>
        (item.kind !== 'enum' || areUnderstood(variant.attrs, patterns)) &&
        variant.fields.every((field) => areUnderstood(field.attrs, patterns)),
    )
  );
}
