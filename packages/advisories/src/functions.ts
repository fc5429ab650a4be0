/**
 * Names of affected functions, as advisories write them, turned into queries that the definitions of a crate can answer.
 *
 * Only the textual part is here. A name is what an author remembered: it may be a re-export, a type, a trait's method, a
 * macro, or carry generic arguments (`ObjectPool<H,T>::free`, `FromSql::<Text,Sqlite>::from_sql`, `Timestamp::Into<SystemTime>`).
 */

/** The longest path of the database has 8 segments; a limit keeps lookups bounded. */
const MAX_SEGMENTS = 32;
const MAX_PATH = 1000;
const MAX_GENERIC_DEPTH = 16;

/** One segment of a path: the identifier and its generic arguments as text (`[]` if none). */
export interface PathSegment {
  readonly name: string;
  readonly generics: readonly string[];
}

/** What an advisory's function name asks for. */
export interface FunctionQuery {
  /** The name as the advisory writes it; what reports show. */
  readonly text: string;
  /**
   * First segment: the crate. Often the library's name, sometimes the package's with `-` as `_`: a resolver must take
   * both for the crate that the advisory is about.
   */
  readonly crateLib: string;
  /** The segments after the crate, without generic arguments. */
  readonly segments: readonly string[];
  /** The last segment: function, method, type, trait or macro (without `!`). */
  readonly last: string;
  /** The segment before the last if it looks like a type or trait (CamelCase), with its generic arguments. */
  readonly ownerType?: PathSegment;
  /** Generic arguments of the last segment (`ToSql<Timestamp,Mysql>`, `Into<SystemTime>`). */
  readonly lastGenerics: readonly string[];
  /** Written as a macro (`name!`). */
  readonly macro: boolean;
  /** The last segment looks like a type or trait: it stands for all of its methods. */
  readonly typeLike: boolean;
  /**
   * Last segment is a conversion trait named on the source type (`Timestamp::Into<SystemTime>`): code usually has
   * `impl From<Timestamp> for SystemTime`, whose blanket impl gives `Into`. The impl to look for instead.
   */
  readonly conversion?: { readonly trait: 'From' | 'TryFrom'; readonly from: string; readonly to: string };
}

/** How the definitions of a crate answered a {@link FunctionQuery}. */
export const ResolutionKind = {
  /** Functions or methods of that name, after following the crate's own re-exports. */
  Definitions: 'definitions',
  /** The name is only a re-export of a function of core, alloc or std on this platform. */
  StdReexport: 'std-reexport',
  /** A re-export of a function of another crate. */
  ForeignReexport: 'foreign-reexport',
  /** A type is named: all of its inherent methods and trait impls. */
  Type: 'type',
  /** A trait, or a method of a trait, is named: the default body and all impls. */
  TraitMethod: 'trait-method',
  /** A macro is named; what it expands to is at its callers. */
  Macro: 'macro',
  /** The name does not exist in this version's source. Says nothing about safety. */
  MissingInSource: 'missing-in-source',
} as const;

/** A value of {@link ResolutionKind}. */
export type ResolutionKind = (typeof ResolutionKind)[keyof typeof ResolutionKind];

/** What a name stands for in one version of a crate; `D` is the resolver's own handle of a definition. */
export interface FunctionResolution<D> {
  readonly kind: ResolutionKind;
  /** Empty for `macro` and `missing-in-source`, and for `std-reexport` where std's facts are not loaded. */
  readonly definitions: readonly D[];
  /** How it was found, for the evidence: `re-exported at src/lib.rs:12`, `impl From<Timestamp> for SystemTime`. */
  readonly note: string;
}

/** Looks names up in one version of a crate through its real re-exports. */
export interface FunctionResolver<D> {
  resolve(query: FunctionQuery): FunctionResolution<D>;
}

const IDENTIFIER = /^(?:r#)?[A-Za-z_][A-Za-z0-9_]*$/;

/** Splits at `separator` outside of `<>`, `()` and `[]`; `null` if brackets do not match or nest too deep. */
function splitOutside(text: string, separator: '::' | ','): string[] | null {
  const parts: string[] = [];
  const open: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '<' || char === '(' || char === '[') {
      if (open.push(char === '<' ? '>' : char === '(' ? ')' : ']') > MAX_GENERIC_DEPTH) return null;
    } else if (char === ')' || char === ']' || (char === '>' && text[at - 1] !== '-')) {
      if (open.pop() !== char) return null;
    } else if (open.length === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      at += separator.length - 1;
      start = at + 1;
    }
  }
  if (open.length > 0) return null;
  parts.push(text.slice(start));
  return parts;
}

function genericsOf(text: string): string[] | null {
  const parts = splitOutside(text.slice(1, -1), ',');
  return parts?.map((part) => part.trim()).filter((part) => part !== '') ?? null;
}

/** `name`, `name<args>`; `null` if it is neither. */
function parseSegment(text: string): PathSegment | null {
  const open = text.indexOf('<');
  if (open < 0) return IDENTIFIER.test(text) ? { name: text, generics: [] } : null;
  const name = text.slice(0, open).trim();
  if (!text.endsWith('>') || !IDENTIFIER.test(name)) return null;
  const generics = genericsOf(text.slice(open));
  return generics && { name, generics };
}

/** A path's segments with generics attached, and the qualified self type where there is one. */
interface ParsedPath {
  readonly segments: readonly PathSegment[];
  readonly macro: boolean;
}

/** `<Type as Trait>` or `<Type>` in the place of a segment: the type's and the trait's own segments follow each other. */
function qualifiedSegments(text: string): PathSegment[] | null {
  const inner = text.slice(1, -1).trim();
  const [type, trait, ...rest] = inner.split(/\s+as\s+/);
  if (rest.length > 0) return null;
  const last = (path: string): PathSegment | null => {
    const parts = splitOutside(path.trim(), '::');
    return (
      parts &&
      parseSegment(
        parts
          .at(-1)!
          .trim()
          .replace(/^&(?:mut\s+)?/, ''),
      )
    );
  };
  // RustSec's own tests allow `foo::<BarA,BarB>::baz`: no single type, so the segment is left out.
  const self = last(type!);
  if (trait === undefined) return self ? [self] : [];
  const named = last(trait);
  return self && named ? [self, named] : null;
}

/**
 * Reads a path; `null` where rustsec would refuse it (fewer than two segments, odd characters) and it is also not one of
 * the shapes tolerated here (spaces, `()` at the end, `!`, `crate::` in front of nothing else).
 */
export function parseFunctionPath(text: string): ParsedPath | null {
  if (text.length > MAX_PATH) return null;
  let body = text
    .trim()
    .replace(/^::/, '')
    .replace(/\(\s*\)$/, '')
    .trim();
  const macro = body.endsWith('!');
  if (macro) body = body.slice(0, -1);
  const parts = splitOutside(body, '::');
  if (!parts || parts.length > MAX_SEGMENTS) return null;
  const segments: PathSegment[] = [];
  for (const part of parts.map((raw) => raw.trim())) {
    if (part.startsWith('<') && part.endsWith('>')) {
      const turbofish = segments.at(-1);
      const generics = segments.length > 1 && !/\sas\s/.test(part) ? genericsOf(part) : null;
      // `FromSql::<Text,Sqlite>::from_sql`: arguments of the segment before.
      if (turbofish && generics) segments[segments.length - 1] = { name: turbofish.name, generics };
      else {
        const qualified = qualifiedSegments(part);
        if (!qualified) return null;
        segments.push(...qualified);
      }
      continue;
    }
    const segment = parseSegment(part);
    if (!segment) return null;
    segments.push(segment);
  }
  return segments.length >= 2 && parts.length >= 2 ? { segments, macro } : null;
}

function looksLikeType(name: string): boolean {
  return /^[A-Z]/.test(name) && (/[a-z]/.test(name) || name.length === 1);
}

const CONVERSIONS: Readonly<Record<string, 'From' | 'TryFrom'>> = { Into: 'From', TryInto: 'TryFrom' };

/** The query of an affected function's name; `null` where the name is no path. */
export function functionQuery(text: string): FunctionQuery | null {
  const parsed = parseFunctionPath(text);
  if (!parsed) return null;
  const [crate, ...rest] = parsed.segments;
  const last = rest.at(-1)!;
  const owner = rest.at(-2);
  const ownerIsType = owner !== undefined && looksLikeType(owner.name);
  const via = Object.hasOwn(CONVERSIONS, last.name) ? CONVERSIONS[last.name] : undefined;
  const [to] = last.generics;
  return {
    text,
    crateLib: crate!.name.replaceAll('-', '_'),
    segments: rest.map((segment) => segment.name),
    last: last.name,
    ...(ownerIsType ? { ownerType: owner } : {}),
    lastGenerics: last.generics,
    macro: parsed.macro,
    typeLike: !parsed.macro && looksLikeType(last.name),
    ...(via && to !== undefined && ownerIsType ? { conversion: { trait: via, from: owner.name, to } } : {}),
  };
}
