/** Function-like macros whose expansion calls nothing, or a macro of the standard library. */
import { TokenKind as T } from '@lazaret/rust-syntax';
import { splitCommas } from '../attributes.ts';
import { Splices } from '../derive.ts';
import { stringValue } from '../literal.ts';
import type { BangModel, BangUse } from './macro-model.ts';

/** indoc: the same macros on text that is indented less. */
function indoc(use: BangUse): boolean {
  const { tokens, inner, writer } = use;
  const plain = use.macro === 'indoc' || use.macro === 'unindent';
  if (plain) writer.copy(tokens, inner);
  else {
    const to: Readonly<Record<string, string>> = {
      formatdoc: 'format',
      printdoc: 'print',
      eprintdoc: 'eprint',
      writedoc: 'write',
      concatdoc: 'concat',
    };
    const name = to[use.macro];
    if (name === undefined) return false;
    writer.text(`${name}!(`).copy(tokens, inner).text(')');
  }
  return true;
}

/** hex-literal 0.3 and older: a byte for two digits. */
function hex(use: BangUse): boolean {
  let digits = 0;
  for (let i = use.inner.start; i < use.inner.end; i++) {
    const text = stringValue(use.tokens, i);
    if (text === undefined) return false;
    digits += text.replaceAll(/[^0-9a-fA-F]/g, '').length;
  }
  use.writer.text(`[0u8; ${digits >> 1}]`);
  return true;
}

/** phf: a table in a static; keys and values are written as they are. */
function phf(use: BangUse): boolean {
  const { tokens, inner, writer } = use;
  const splices = new Splices(tokens);
  const isSet = use.macro.endsWith('set');
  const entries: string[] = [];
  for (const part of splitCommas(tokens, inner.start, inner.end)) {
    let arrow = part.start;
    while (arrow < part.end && tokens.kind(arrow) !== T.FatArrow) arrow = tokens.skipTree(arrow);
    if (arrow >= part.end ? !isSet : isSet) return false;
    for (let i = part.start; i < arrow; i++) if (tokens.kind(i) === T.Pound || tokens.kind(i) === T.Or) return false;
    const value = isSet ? '()' : splices.range({ start: arrow + 1, end: part.end });
    entries.push(`(${splices.range({ start: part.start, end: Math.min(arrow, part.end) })}, ${value})`);
  }
  const ordered = use.macro.includes('ordered') ? 'Ordered' : '';
  const idxs = ordered === '' ? '' : 'idxs: &[],';
  const map = `$crate::${ordered}Map { key: 0, disps: &[], ${idxs} entries: &[${entries.join(', ')}] }`;
  writer.template(isSet ? `$crate::${ordered}Set { map: ${map} }` : map, splices.list);
  return true;
}

/** include_dir: a tree of constants. */
function includeDir(use: BangUse): boolean {
  use.writer.text('$crate::Dir::new("", &[])');
  return true;
}

/** time: values made while compiling. */
function timeMacro(use: BangUse): boolean {
  const types: Readonly<Record<string, string>> = {
    date: '$crate::Date',
    time: '$crate::Time',
    offset: '$crate::UtcOffset',
    utc_datetime: '$crate::UtcDateTime',
  };
  const { tokens, inner } = use;
  let type: string | undefined = types[use.macro];
  if (use.macro === 'datetime') type = hasOffset(use) ? '$crate::OffsetDateTime' : '$crate::PrimitiveDateTime';
  if (use.macro === 'format_description') {
    const owned = splitCommas(tokens, inner.start, inner.end).some((part) => tokens.text(part.start) === 'version');
    type = owned ? undefined : "&[$crate::format_description::FormatItem<'_>]";
  }
  if (type === undefined) return false;
  use.writer.text(`{ const VALUE: ${type} = loop {}; VALUE }`);
  return true;
}

/** Behind the time of day: `+1`, `-02:30`, `UTC`. */
function hasOffset(use: BangUse): boolean {
  const { tokens, inner } = use;
  let colons = 0;
  for (let i = inner.start; i < inner.end; i++) {
    const text = tokens.text(i);
    if (text === ':') colons++;
    else if (colons > 0 && (text === '+' || text === '-' || text.toLowerCase() === 'utc')) return true;
  }
  return false;
}

/** document-features: text of the manifest. */
function text(use: BangUse): boolean {
  use.writer.text('""');
  return true;
}

export const SMALL_MODELS: readonly BangModel[] = [
  {
    krate: 'indoc',
    macros: ['indoc', 'formatdoc', 'printdoc', 'eprintdoc', 'writedoc', 'concatdoc'],
    versions: /^[12]\./,
    expand: indoc,
  },
  { krate: 'hex_literal', macros: ['hex'], versions: /^0\.[23]\./, expand: hex },
  {
    krate: 'phf_macros',
    macros: ['phf_map', 'phf_set', 'phf_ordered_map', 'phf_ordered_set'],
    versions: /^0\.(?:9|1[0-3])\./,
    facade: 'phf',
    expand: phf,
  },
  {
    krate: 'include_dir_macros',
    macros: ['include_dir'],
    versions: /^0\.7\./,
    facade: 'include_dir',
    expand: includeDir,
  },
  {
    krate: 'time_macros',
    macros: ['date', 'time', 'offset', 'datetime', 'utc_datetime', 'format_description'],
    versions: /^0\.2\./,
    facade: 'time',
    expand: timeMacro,
  },
  { krate: 'document_features', macros: ['document_features'], versions: /^0\.2\./, expand: text },
];
