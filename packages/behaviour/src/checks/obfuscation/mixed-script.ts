/** Identifiers in which a letter looks like another one: `sсope` with a Cyrillic letter is not `scope`, and nobody sees it. */
import { TokenKind } from '@lazaret/analyzer';
import type { Check } from '../../check.ts';
import type { Evidence } from '../../finding.ts';
import { codeFiles } from '../../source/code-files.ts';
import { findingOf } from '../finding-of.ts';

/** Letters that look like Latin ones: Cyrillic, Greek, Armenian (Unicode's confusables, what common fonts draw alike). */
const LOOKALIKE = /[аеорсухіјѕһԁԛԝүАВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧονօսոհց]/u;

export const mixedScript: Check = {
  id: 'obfuscation-mixed-script',
  version: 1,
  group: 'obfuscation',
  title: 'identifiers with letters that look like others',
  severity: 'review',
  evidence: ['literal'],
  wrongWhen: 'mathematics with Greek letters that are drawn like Latin ones',
  run(context) {
    const evidence: Evidence[] = [];
    for (const file of codeFiles(context)) {
      const { tokens } = file;
      if (file.text.search(LOOKALIKE) < 0) continue;
      for (let at = 0; at < tokens.length; at++) {
        if (tokens.kind(at) !== TokenKind.Ident || file.isTest(at)) continue;
        const name = tokens.text(at);
        if (/[A-Za-z]/.test(name) && LOOKALIKE.test(name))
          evidence.push({ kind: 'literal', text: `${name}: ${escaped(name)}`, ...file.place(tokens.startOf(at)) });
      }
    }
    if (evidence.length === 0) return [];
    return [findingOf(mixedScript, 'review', `an identifier of mixed scripts: ${evidence[0]!.text}`, evidence)];
  },
};

function escaped(name: string): string {
  return name.replace(/[^ -~]/gu, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
}
