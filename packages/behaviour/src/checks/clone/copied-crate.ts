/**
 * A crate that is another crate under a new name, and what it adds to it. Forks are honest for the most part; what decides is the
 * rest: the functions that the original does not have, and what they do that nothing in the original does.
 */
import type { Action } from '../../actions/action.ts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { CratePackage, ScanContext } from '../../context.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { isSecretVariable, isWalletVariable } from '../../knowledge/environment.ts';
import { sensitivePlace } from '../../knowledge/places.ts';
import { type CodeFile, codeFiles, packageCode } from '../../source/code-files.ts';
import { commonPrints, fingerprintsOf } from '../../source/fingerprints.ts';
import { functionsOf, type WrittenFunction } from '../../source/functions.ts';
import { shownText } from '../../values/folded.ts';
import { evidenceOf } from '../evidence.ts';
import { findingOf } from '../finding-of.ts';

/** Share of fingerprints from which on one is a copy of the other. */
const OVERLAP = 0.8;
/** Smaller crates have nothing of their own to be copied. */
const PRINTS_MIN = 60;
/** A crate this many times the size of another one has it within, and is no copy of it. */
const SIZE_MAX = 3;
const SHOWN = 6;

interface Original {
  readonly package: CratePackage;
  readonly files: readonly CodeFile[];
  readonly overlap: number;
}

export const copiedCrate: Check = {
  id: 'clone-copied-crate',
  version: 1,
  group: 'clone',
  title: 'the crate is a copy of another one, with additions',
  severity: 'hold',
  evidence: ['clone', 'code'],
  wrongWhen: 'a fork adds what the original could not do',
  run(context): readonly Finding[] {
    const original = originalOf(context);
    if (original === undefined) return [];
    const rest = residual(context, original);
    const { name, version } = original.package;
    const percent = Math.floor(original.overlap * 100);
    const copied: Evidence = {
      kind: 'clone',
      text: `${percent} % of the code is that of ${name} ${version}; ${rest.length} functions are not`,
    };
    const added = rest
      .slice(0, SHOWN)
      .map((it): Evidence => ({ kind: 'clone', text: `not in ${name}: fn ${it.name}`, file: it.file, line: it.line }));
    const uses = context.code.units.flatMap((unit) => usesOf(unit, rest, original.files));
    const related = isRelated(context, original.package);
    if (uses.length === 0 || related) {
      const title = related ? `shares its code with ${name}` : `a copy of ${name}`;
      return [findingOf(copiedCrate, related ? 'info' : 'note', title, [copied, ...added])];
    }
    const severity = uses.some(({ isSerious }) => isSerious) ? 'hold' : 'review';
    const title = `a copy of ${name} that ${uses[0]!.evidence.text}`;
    return [findingOf(copiedCrate, severity, title, [copied, ...uses.map(({ evidence }) => evidence), ...added])];
  },
};

/** The crate of the corpus that most of this one is, or that is all within this one. */
function originalOf(context: ScanContext): Original | undefined {
  const { subject, corpus } = context;
  if (corpus === undefined) return undefined;
  const own = fingerprintsOf(codeFiles(context));
  if (own.size < PRINTS_MIN) return undefined;
  let best: Original | undefined;
  for (const other of corpus.packages) {
    if (other.name === subject.name) continue;
    const files = packageCode(other);
    const prints = fingerprintsOf(files);
    if (prints.size < PRINTS_MIN || Math.max(prints.size, own.size) > SIZE_MAX * Math.min(prints.size, own.size))
      continue;
    const overlap = commonPrints(own, prints) / Math.min(own.size, prints.size);
    if (overlap >= OVERLAP && overlap > (best?.overlap ?? 0)) best = { package: other, files, overlap };
  }
  return best;
}

/** Functions that the original has in no form: new, changed, or with other literals. */
function residual(context: ScanContext, { files }: Original): WrittenFunction[] {
  const known = new Set(files.flatMap(functionsOf).map(({ hash }) => hash));
  return codeFiles(context)
    .flatMap(functionsOf)
    .filter(({ hash }) => !known.has(hash));
}

/** The same people or the same repository: then it is theirs. */
function isRelated({ subject, metadata }: ScanContext, other: CratePackage): boolean {
  const owners = (name: string) => metadata?.crates[name]?.owners.map(({ login }) => login);
  const own = owners(subject.name);
  const others = owners(other.name);
  // Where owners are known, they decide: anyone can write any repository into a manifest.
  if (own !== undefined && others !== undefined && own.length > 0 && others.length > 0)
    return own.some((login) => others.includes(login));
  return false;
}

interface Use {
  readonly evidence: Evidence;
  readonly isSerious: boolean;
}

/** What the rest does to the world, as far as the original has no word of it. */
function usesOf(unit: CodeUnit, rest: readonly WrittenFunction[], original: readonly CodeFile[]): Use[] {
  return unit.actions.flatMap((action) => {
    const within = rest.find(
      ({ file, line, endLine }) => file === action.file && action.line >= line && action.line <= endLine,
    );
    const what = within === undefined ? undefined : deed(action);
    if (within === undefined || what === undefined || isKnown(action, original)) return [];
    return [{ evidence: evidenceOf(unit, action, `${what.text} in fn ${within.name}`), isSerious: what.isSerious }];
  });
}

function deed(action: Action): { readonly text: string; readonly isSerious: boolean } | undefined {
  switch (action.kind) {
    case 'command':
      return { text: 'runs a program', isSerious: true };
    case 'network':
      return { text: 'uses the network', isSerious: true };
    case 'load':
      return { text: 'loads code', isSerious: true };
    case 'file': {
      if (action.path.some((it) => sensitivePlace(shownText(it)) !== undefined))
        return { text: 'touches a file of secrets', isSerious: true };
      return action.op === 'write' ? { text: 'writes a file', isSerious: false } : undefined;
    }
    case 'environment':
      return action.name.some((it) => isSecretVariable(shownText(it)) || isWalletVariable(shownText(it)))
        ? { text: 'reads a secret from the environment', isSerious: true }
        : undefined;
    default:
      return undefined;
  }
}

/** The original does that too: it has the type or module whose function is called. */
function isKnown({ function: path, kind }: Action, original: readonly CodeFile[]): boolean {
  if (kind === 'environment') return false;
  const segments = path
    .replace(/<[^>]*>/g, '')
    .split('::')
    .filter((it) => it !== '');
  const owner = segments.at(-2);
  if (owner === undefined || (kind === 'file' && owner === 'fs')) return false;
  const word = new RegExp(`\\b${owner.replace(/\W/g, '')}\\b`);
  return original.some(({ text }) => word.test(text));
}
