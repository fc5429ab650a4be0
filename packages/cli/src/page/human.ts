/** `lazaret show` and `lazaret practices` for people. */
import { plural } from '@lazaret/base';
import type { Page } from '../commands/page.ts';
import type { CratePage, PracticePage } from './page.ts';

const LEVEL_STYLE = { clean: 'green', note: 'green', review: 'yellow', hold: 'red' } as const;
const UNIT_WORDS = { lib: 'library', bin: 'program', build: 'build script', macro: 'procedural macro' } as const;
/** Names that are listed in a line. */
const LISTED = 8;

export function showLines(out: Page, page: CratePage): void {
  const { about, published, scan, build, dependencies, code, since, reviews } = page;
  out.line(`${out.paint('bold', page.crate)} ${page.version}  ${about.description ?? ''}`);
  const row = (name: string, text: string | undefined) => {
    if (text !== undefined && text !== '') out.line(`  ${out.paint('dim', name.padEnd(18))}${text}`);
  };
  row('published', publishedText(page));
  row('owners', published?.owners?.map(({ login, kind }) => (kind === 'team' ? `team ${login}` : login)).join(', '));
  row('license', about.license);
  row('repository', about.repository);
  row(
    'package',
    `${plural(about.files, 'file')}, ${Math.ceil(about.bytes / 1024)} KiB${about.sha256 === undefined ? '' : `, SHA-256 ${about.sha256}`}`,
  );
  out.line();
  for (const { id, kind, title, patched } of page.advisories) {
    row(
      'advisory',
      `${out.paint('red', id)} (${kind}) ${title}${patched.length === 0 ? '' : `; fixed in ${patched.join(' or ')}`}`,
    );
  }
  if (page.advisories.length === 0) row('advisories', 'none known');
  const { verdict, findings } = scan;
  row(
    'scan',
    `${out.paint(LEVEL_STYLE[verdict.level], verdict.level)}, ${verdict.score} of 100${findings.length === 0 ? '' : `: ${listed([...new Set(findings.map(({ check }) => check))])}`}`,
  );
  for (const [unit, capabilities] of Object.entries(page.capabilities)) {
    const names = Object.entries(capabilities).map(([name, type]) =>
      type === 'DIRECT' ? name : `${name} (through others)`,
    );
    row(
      UNIT_WORDS[unit as keyof typeof UNIT_WORDS],
      names.length === 0 ? 'nothing beyond computing' : names.join(', '),
    );
  }
  row(
    'builds with',
    [
      build.script ? 'a build script' : '',
      build.procMacro ? 'code in the compiler' : '',
      build.links === undefined ? '' : `links ${build.links}`,
    ]
      .filter((text) => text !== '')
      .join(', '),
  );
  row(
    'unsafe',
    code.forbidsUnsafe
      ? 'forbidden'
      : code.unsafeBlocks === 0
        ? 'none'
        : `${plural(code.unsafeBlocks, 'block')}, ${code.explainedUnsafeBlocks} explained`,
  );
  row(
    'dependencies',
    `${dependencies.direct} direct, ${dependencies.all} in all${dependencies.young.length === 0 ? '' : `, younger than 30 days: ${listed(dependencies.young)}`}`,
  );
  if (since !== undefined) {
    const news = [
      ...since.capabilities.map((each) => `gained ${each}`),
      ...since.dependencies.map((each) => `depends on ${each}`),
      ...(since.removedItems.length === 0 ? [] : [`${plural(since.removedItems.length, 'public item')} gone`]),
    ];
    row(`since ${since.version}`, news.length === 0 ? 'nothing gained' : news.join('; '));
  }
  row(
    'reviews',
    [...reviews.conflicts.map((what) => out.paint('red', what)), reviews.criteria.join(', ') || 'none at hand'].join(
      '; ',
    ),
  );
  row(
    'provenance',
    page.provenance === undefined ? undefined : `${page.provenance.verdict}: ${page.provenance.summary}`,
  );
  row('practices', `${scoreText(page)} from ${page.practices.answered} of ${page.practices.results.length} checks`);
}

function publishedText({ published }: CratePage): string | undefined {
  if (published === undefined) return undefined;
  const { at, by, yanked, latest, versions, downloads } = published;
  return [
    at ?? 'time not known',
    ...(by === undefined ? [] : [`by ${by}`]),
    ...(yanked ? ['YANKED'] : []),
    `${plural(versions, 'version')}${latest === undefined ? '' : `, newest ${latest}`}`,
    ...(downloads === undefined ? [] : [`${downloads} downloads`]),
  ].join(', ');
}

function listed(names: readonly string[]): string {
  return names.length <= LISTED
    ? names.join(', ')
    : `${names.slice(0, LISTED).join(', ')} and ${names.length - LISTED} more`;
}

function scoreText({ practices: { score } }: PracticePage): string {
  return score === undefined ? 'not known' : `${score.toFixed(1)} of 10`;
}

export function practiceLines(out: Page, page: PracticePage, verbose: boolean): void {
  out.line(`${out.paint('bold', page.crate)} ${page.version}  ${scoreText(page)}`);
  out.line();
  const answered = page.practices.results.filter(({ outcome }) => outcome.score !== undefined);
  const others = page.practices.results.filter(({ outcome }) => outcome.score === undefined);
  for (const { check, outcome } of answered.toSorted((a, b) => a.outcome.score! - b.outcome.score!)) {
    const style = outcome.score! >= 8 ? 'green' : outcome.score! >= 5 ? 'yellow' : 'red';
    out.line(
      `  ${out.paint(style, String(outcome.score).padStart(2))}  ${check.name.padEnd(24)}${out.paint('dim', check.risk.padEnd(10))}${outcome.reason}`,
    );
    const details = verbose && outcome.score !== undefined && 'details' in outcome ? (outcome.details ?? []) : [];
    for (const detail of details) out.line(`        ${detail}`);
  }
  if (others.length === 0) return;
  out.line();
  out.line('  not known, and not counted');
  for (const { check, outcome } of others)
    out.line(`   ?  ${check.name.padEnd(24)}${out.paint('dim', check.risk.padEnd(10))}${outcome.reason}`);
}
