/** Scorecard's checks that neither a package, its index entry nor a checkout can answer: they need the forge's or a site's API. */
import { type PracticeCheck, type Risk, unknown } from './check.ts';

function needs(name: string, risk: Risk, short: string, what: string): PracticeCheck {
  return { name, risk, short, rule: `Always unknown: it needs ${what}.`, run: () => unknown(`it needs ${what}`) };
}

export const UNANSWERED: readonly PracticeCheck[] = [
  needs(
    'Branch-Protection',
    'high',
    "Determines if the default and release branches are protected with the forge's settings.",
    "the forge's settings",
  ),
  needs(
    'CII-Best-Practices',
    'low',
    'Determines if the project has an OpenSSF Best Practices Badge.',
    "the badge site's answer",
  ),
  needs(
    'Code-Review',
    'high',
    'Determines if the project requires human code review before pull requests are merged.',
    'the pull requests',
  ),
  needs(
    'Contributors',
    'low',
    'Determines if the project has a set of contributors from multiple organizations.',
    "the contributors' accounts",
  ),
  needs(
    'Signed-Releases',
    'high',
    'Determines if the project cryptographically signs release artifacts.',
    "the forge's releases",
  ),
];
