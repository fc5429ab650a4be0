/** Differences in words, the same in every format: sections of entries, each one line with what it rests on. */
import type {
  CallStep,
  CapabilityChange,
  ChosenVersion,
  DependencyChange,
  DependencyTerms,
  FileChange,
  ItemChange,
  Listed,
  UnitChange,
  UnitName,
  VersionDiff,
} from '@lazaret/behaviour';

export interface Entry {
  readonly mark: '+' | '-' | '~';
  readonly text: string;
  readonly details?: readonly string[];
  readonly path?: readonly CallStep[];
  /** Where it stands: `src/lib.rs:12`. */
  readonly place?: string;
  /** Worth the first look: what is gained where code runs while building. */
  readonly strong?: boolean;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly Entry[];
  /** Entries that are not listed. */
  readonly more: number;
}

export const UNIT_TITLE: Readonly<Record<UnitName, string>> = {
  lib: 'library',
  bin: 'binary',
  build: 'build script',
  macro: 'macros',
};

/** Sections that have something to say, the weightiest first. Changed code has a view of its own in some formats. */
export function sectionsOf(diff: VersionDiff): Section[] {
  return [
    { id: 'capabilities', title: 'Capabilities', entries: diff.units.flatMap(unitEntries), more: 0 },
    actionSection(diff),
    { id: 'dependencies', title: 'Dependencies', entries: diff.dependencies.map(dependencyEntry), more: 0 },
    { id: 'build-script', title: 'Build script', entries: buildEntries(diff), more: 0 },
    { id: 'manifest', title: 'Manifest', entries: diff.manifest.map(fieldEntry), more: 0 },
    { id: 'features', title: 'Features', entries: diff.features.map(featureEntry), more: 0 },
    unsafeSection(diff),
    apiSection(diff),
    codeSection(diff),
    fileSection(diff),
  ].filter(({ entries }) => entries.length > 0);
}

function section<T>(id: string, title: string, list: Listed<T>, entry: (it: T) => Entry): Section {
  return { id, title, entries: list.items.map(entry), more: list.count - list.items.length };
}

function unitEntries(unit: UnitChange): Entry[] {
  const title = unit.unit === 'bin' ? `binary ${unit.name}` : UNIT_TITLE[unit.unit];
  const entry = (change: CapabilityChange, mark: '+' | '-'): Entry => {
    const [first] = change.functions.items;
    const names = change.functions.items.slice(0, 4).map((it) => it.function);
    const more = change.functions.count - names.length;
    const how = change.whole ? '' : mark === '+' ? ' (more of it)' : ' (less of it)';
    return {
      mark,
      text: `${title}: ${change.capability}${how}${change.direct ? '' : ', through others'}`,
      details: [`${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`],
      ...(mark === '+' && first !== undefined && first.path.length > 0 ? { path: first.path } : {}),
      strong: mark === '+' && change.whole,
    };
  };
  const own: Entry[] =
    unit.change === 'kept' ? [] : [{ mark: unit.change === 'added' ? '+' : '-', text: `${title} ${unit.change}` }];
  return [...own, ...unit.gained.map((it) => entry(it, '+')), ...unit.lost.map((it) => entry(it, '-'))];
}

function actionSection({ actions: { gained, lost } }: VersionDiff): Section {
  const entry =
    (mark: '+' | '-') =>
    (it: (typeof gained.items)[number]): Entry => ({
      mark,
      text: `${UNIT_TITLE[it.unit]}: ${it.op} ${it.kind === 'environment' ? `variable ${it.text}` : it.text}`,
      place: `${it.file}:${it.line}`,
      strong: mark === '+' && (it.unit === 'build' || it.unit === 'macro') && it.kind !== 'print',
    });
  const more = gained.count + lost.count - gained.items.length - lost.items.length;
  // What is said to Cargo comes last: it is much, and seldom the news.
  const quiet = (it: (typeof gained.items)[number]) => Number(it.kind === 'print');
  const sorted = (items: typeof gained.items) => items.toSorted((a, b) => quiet(a) - quiet(b));
  const entries = [...sorted(gained.items).map(entry('+')), ...sorted(lost.items).map(entry('-'))];
  return { id: 'actions', title: 'What the code does outside', entries, more };
}

function dependencyEntry(it: DependencyChange): Entry {
  const where = `${it.kind === 'normal' ? '' : ` (${it.kind})`}${it.target === undefined ? '' : ` for ${it.target}`}`;
  const name = it.rename === undefined ? it.name : `${it.rename} = ${it.name}`;
  const mark = it.change === 'added' ? '+' : it.change === 'removed' ? '-' : '~';
  const terms =
    it.change === 'changed'
      ? `${termsText(it.before!)} → ${termsText(it.after!)}`
      : termsText((it.after ?? it.before)!);
  const details: string[] = [];
  if (it.change !== 'removed') {
    const age = ageText(it.ageSeconds);
    if (it.change === 'added' && age !== undefined) details.push(`first published ${age}`);
    const time = buildTime(it.chosenAfter);
    if (it.chosenAfter !== undefined) details.push(`a fresh build takes ${it.chosenAfter.version}${time}`);
  }
  return {
    mark,
    text: `${name} ${terms}${where}`,
    details,
    strong: it.change === 'added' && (it.ageSeconds ?? 1e9) < 259_200,
  };
}

function buildTime(chosen: ChosenVersion | undefined): string {
  if (chosen === undefined || !chosen.known) return '';
  if (chosen.procMacro) return ', a procedural macro: runs while building';
  return chosen.buildScript ? ', with a build script' : '';
}

function termsText(terms: DependencyTerms): string {
  const parts = [terms.requirement ?? '*'];
  if (terms.features.length > 0) parts.push(`[${terms.features.join(', ')}]`);
  if (!terms.defaultFeatures) parts.push('without default features');
  if (terms.optional) parts.push('optional');
  if (terms.source !== undefined) parts.push(`from ${terms.source}`);
  return parts.join(' ');
}

/** `4 minutes before`, in the largest unit of which there are two. */
function ageText(seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  if (seconds < 0) return 'later';
  const units = [
    [365.25 * 86_400, 'years'],
    [30.4 * 86_400, 'months'],
    [86_400, 'days'],
    [3_600, 'hours'],
    [60, 'minutes'],
    [1, 'seconds'],
  ] as const;
  const [size, name] = units.find(([size]) => seconds >= 2 * size) ?? [1, 'seconds'];
  return `${Math.floor(seconds / size)} ${name} before`;
}

function buildEntries({ buildScript: it }: VersionDiff): Entry[] {
  if (it.change === 'none' || it.change === 'same') return [];
  const mark = it.change === 'added' ? '+' : it.change === 'removed' ? '-' : '~';
  const size =
    it.change === 'changed'
      ? `${it.tokensAdded} tokens added, ${it.tokensRemoved} removed of ${it.before!.tokens}`
      : `${(it.after ?? it.before)!.tokens} tokens`;
  const details = [`files: ${(it.after ?? it.before)!.files.join(', ')}`];
  if (it.before !== undefined) details.push(`sha256 before ${it.before.sha256}`);
  if (it.after !== undefined) details.push(`sha256 now ${it.after.sha256}`);
  return [{ mark, text: `${it.change}: ${size}`, details, strong: mark === '+' }];
}

function fieldEntry({ field, before, after }: VersionDiff['manifest'][number]): Entry {
  if (before === undefined) return { mark: '+', text: `${field}: ${after}` };
  if (after === undefined) return { mark: '-', text: `${field}: ${before}` };
  return { mark: '~', text: `${field}: ${before} → ${after}` };
}

function featureEntry({ name, change, gained, lost }: VersionDiff['features'][number]): Entry {
  const parts = [...gained.map((it) => `+${it}`), ...lost.map((it) => `-${it}`)];
  if (change === 'changed') return { mark: '~', text: `${name}: ${parts.join(' ')}` };
  const list = change === 'added' ? gained : lost;
  return { mark: change === 'added' ? '+' : '-', text: `${name} = [${list.join(', ')}]` };
}

function unsafeSection({ unsafety }: VersionDiff): Section {
  const entries: Entry[] = [
    ...unsafety.noLongerForbidden.map((path): Entry => ({ mark: '-', text: `${path} no longer forbids unsafe code` })),
    ...unsafety.foreign.items.map((it): Entry => {
      const mark = it.change === 'gained' ? '+' : '-';
      return { mark, text: `${it.what} ${it.name}`, place: `${it.file}:${it.line}` };
    }),
    ...unsafety.counts.map(({ what, before, after }): Entry => {
      const change = after - before;
      return {
        mark: change > 0 ? '+' : '-',
        text: `unsafe ${what}: ${Math.abs(change)} ${change > 0 ? 'more' : 'fewer'}`,
      };
    }),
  ];
  const { foreign } = unsafety;
  return {
    id: 'unsafe',
    title: 'Unsafe code and foreign functions',
    entries,
    more: foreign.count - foreign.items.length,
  };
}

function apiSection({ api }: VersionDiff): Section {
  const lists = [
    section('', '', api.newReach, (it) => ({
      mark: '+',
      text: `${it.function} ${it.known ? 'now' : 'is new and'} leads to ${it.capability}`,
    })),
    section('', '', api.removed, (it) => ({ mark: '-', text: `${it.kind} ${it.path}` })),
    section('', '', api.added, (it) => ({ mark: '+', text: `${it.kind} ${it.path}` })),
  ];
  const more = lists.reduce((sum, it) => sum + it.more, 0);
  return { id: 'api', title: 'Public items', entries: lists.flatMap((it) => it.entries), more };
}

function codeSection({ source }: VersionDiff): Section {
  const loud = source.items.items.filter(({ change }) => change !== 'comments');
  const entries = loud.map(itemEntry);
  for (const path of source.onlyComments) entries.push({ mark: '~', text: `${path}: only comments or layout` });
  for (const path of source.onlyMoved) entries.push({ mark: '~', text: `${path}: only code from or to other places` });
  return { id: 'code', title: 'Code', entries, more: source.items.count - source.items.items.length };
}

export function itemEntry(it: ItemChange): Entry {
  const mark = it.change === 'added' ? '+' : it.change === 'removed' ? '-' : '~';
  const size = it.source === undefined ? '' : `, +${it.source.added} -${it.source.removed} lines`;
  const from = it.from === undefined ? '' : ` from ${it.from}`;
  const what =
    it.change === 'added' || it.change === 'removed' || it.change === 'changed' ? '' : ` ${it.change}${from}`;
  const place = it.kind === 'file' ? {} : { place: `${it.file}:${it.line}` };
  return { mark, text: `${it.kind} ${it.path}${what}${size}`, ...place };
}

function fileSection({ files }: VersionDiff): Section {
  return section('files', 'Files', files.changes, fileEntry);
}

function fileEntry(it: FileChange): Entry {
  const mark = it.change === 'added' ? '+' : it.change === 'removed' ? '-' : '~';
  const [a, b] = [it.before?.bytes, it.after?.bytes];
  const size = a !== undefined && b !== undefined && a !== b ? `${a} → ${b} bytes` : `${b ?? a} bytes`;
  const from = it.from === undefined ? '' : ` from ${it.from}`;
  const details = it.kind === 'binary' && it.after !== undefined ? [`sha256 ${it.after.sha256}`] : [];
  return {
    mark,
    text: `${it.path}${from} (${it.kind}, ${size})`,
    details,
    strong: it.kind === 'binary' && mark !== '-',
  };
}
