/**
 * Makes docs/ACCURACY.md: runs the scorers whose truth is at hand and writes what they measured, with the method.
 *
 *   npm run accuracy
 *
 * A scorer without its truth keeps the section that is there. Takes some minutes of processor time.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { oracleFolder } from '../score/oracle.ts';

interface Section {
  /** Folder of the oracle, and file of tools/score that exports `run`. */
  readonly truth: string;
  readonly scorer: string;
  readonly title: string;
  readonly method: string;
  /** Lines of the scorer's output that are kept: the totals, not the progress. */
  readonly keep: (line: string) => boolean;
}

const SECTIONS: readonly Section[] = [
  {
    truth: 'callgraph',
    scorer: 'calls',
    title: 'Call sites',
    method: `Truth: a compiler (rustc 1.95 for x86-64 Linux) that recorded, for every call of every body of about a hundred crate
versions, the definition that name and type resolution chose, before monomorphisation. Recall counts facts for which
Lazaret names that definition (\`honest\`: marked unresolved instead), precision counts Lazaret's answers that the compiler
agrees with. \`callee\`, \`form\` and \`kind\` are classes of the same facts: who is called, how it is written, how it is chosen.
The standard library is the facts file that ships with Lazaret, as in an audit.`,
    keep: (line) => /^(group|TOTAL|callee|form|from|kind|no such|written|worst| {2})/.test(line),
  },
  {
    truth: 'callgraph',
    scorer: 'apps',
    title: 'Functions that applications reach',
    method: `Truth: the functions that the linker keeps of an application built without optimisation or inlining: exact instances, drop
glue and vtables included. Lazaret explores from \`main\`; \`application's own\` leaves the dependencies out.`,
    keep: () => true,
  },
  {
    truth: 'reachability',
    scorer: 'reach',
    title: 'Reachability of advisories',
    method: `Truth: programs compiled with the compiler's own list of reachable functions, and pairs of program and advisory of which it
is known whether the vulnerable function is in the program. A false "not reachable" is the one error that must not be.`,
    keep: (line) => !/^\S+: \d+ instances/.test(line),
  },
  {
    truth: 'unsafe',
    scorer: 'unsafe',
    title: 'Unsafe code, foreign functions, exported symbols',
    method: `Truth: the counters of the \`geiger\` crate, those counters with one fault repaired, and strict counters by the language's own
rules, with lists of extern blocks, exported symbols and macros, for every file of 41 crates.`,
    keep: () => true,
  },
];

const target = fileURLToPath(new URL('../../docs/ACCURACY.md', import.meta.url));
const before = existsSync(target) ? readFileSync(target, 'utf8') : '';

const parts = [
  `# Accuracy

Made by \`npm run accuracy\`; do not edit. Each table is what a scorer of \`tools/score\` printed (\`npm run score -- NAME\`), against
truth that the compiler or a peer recorded. What the rules behind the figures are is in [SEMANTICS.md](SEMANTICS.md).
`,
];
for (const section of SECTIONS) parts.push(await measured(section));
writeFileSync(target, parts.join('\n'));

async function measured(section: Section): Promise<string> {
  const head = `## ${section.title}\n\n${section.method}\n`;
  if (oracleFolder(section.truth) === undefined) return earlier(section.title) ?? `${head}\nNot measured yet.\n`;
  const lines = await printedBy(section.scorer);
  return `${head}\n\`\`\`\n${lines.filter(section.keep).join('\n').trim()}\n\`\`\`\n`;
}

/** The section as an earlier run left it. */
function earlier(title: string): string | undefined {
  const start = before.indexOf(`## ${title}\n`);
  if (start === -1) return undefined;
  const end = before.indexOf('\n## ', start);
  return before.slice(start, end === -1 ? undefined : end + 1);
}

/** What a scorer prints, line by line; it is shown as well. */
async function printedBy(scorer: string): Promise<string[]> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (...values: unknown[]) => {
    const text = values.map(String).join(' ');
    lines.push(...text.split('\n'));
    log(text);
  };
  try {
    const { run } = (await import(new URL(`../score/${scorer}.ts`, import.meta.url).href)) as {
      run(): Promise<unknown>;
    };
    await run();
  } finally {
    console.log = log;
  }
  return lines;
}
