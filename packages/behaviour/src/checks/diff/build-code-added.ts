/**
 * Code that runs while building is new: a build script where there was none, or one that was largely written anew. Builds run
 * it on every machine that compiles a dependent, so it is what a takeover adds first. By itself it is only for whoever looks:
 * most that are added probe the compiler.
 */
import type { Check } from '../../check.ts';
import { buildScriptChange } from '../../diff/build-script-changes.ts';
import { stepOf } from '../../diff/step.ts';
import type { Finding, Severity } from '../../finding.ts';

/** Share of the tokens from which a script counts as written anew, and tokens below which it is too small to say so. */
const REWRITTEN = 0.5;
const TOKENS_MIN = 60;

export const buildCodeAdded: Check = {
  id: 'diff-build-script',
  version: 1,
  group: 'diff',
  title: 'the build script is new or was written anew',
  severity: 'note',
  evidence: ['diff'],
  wrongWhen: 'a compiler probe or code generation was added: then nothing else asks for a look',
  run({ previous, previousCode, subject, code }) {
    if (previous === undefined) return [];
    const { change, before, after, tokensAdded, tokensRemoved } = buildScriptChange(
      previous,
      previousCode,
      subject,
      code,
    );
    if (after === undefined || (change !== 'added' && change !== 'changed')) return [];
    const step = stepOf(previous.version, subject.version);
    const compatible = step === 'minor' || step === 'patch';
    const rewritten = tokensAdded >= TOKENS_MIN && tokensAdded >= REWRITTEN * after.tokens;
    const severity: Severity = compatible && (change === 'added' || rewritten) ? 'note' : 'info';
    const file = after.files[0];
    const size =
      change === 'added' ? `${after.tokens} tokens` : `${tokensAdded} tokens more, ${tokensRemoved} tokens less`;
    const found: Finding = {
      check: buildCodeAdded.id,
      version: buildCodeAdded.version,
      group: 'diff',
      severity,
      title:
        change === 'added'
          ? `a build script was added since ${previous.version}`
          : `the build script changed since ${previous.version}`,
      evidence: [
        {
          kind: 'diff',
          text: `${after.files.join(', ')}: ${size}`,
          ...(file === undefined ? {} : { file }),
          ...(before === undefined ? {} : { before: `sha256 ${before.sha256}` }),
          after: `sha256 ${after.sha256}`,
          sha256: after.sha256,
        },
      ],
    };
    return [found];
  },
};
