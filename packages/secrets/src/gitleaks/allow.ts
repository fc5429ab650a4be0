/** What allowlists let pass: fragments by commit and path, findings by text (`detect.go`, in its order and with its rules). */
import type { GoRegex } from '../regex/go-regex.ts';
import type { Allowlist } from './config.ts';

/** Whether a fragment is passed over before its text is looked at. */
export function allowsFragment(allowlists: readonly Allowlist[], path: string, commit: string): boolean {
  if (path === '' && commit === '') return false;
  return allowlists.some((one) => {
    const commitAllowed = allowsCommit(one, commit);
    const pathAllowed = matches(one.paths, path);
    if (one.condition === 'or') return commitAllowed || pathAllowed;
    // The others of its criteria are looked at with the finding.
    if (one.regexes !== undefined || one.stopwords.length > 0) return false;
    return (one.commits.size === 0 || commitAllowed) && (one.paths === undefined || pathAllowed);
  });
}

/** Whether a finding is passed over. */
export function allowsFinding(
  allowlists: readonly Allowlist[],
  finding: { readonly secret: string; readonly match: string },
  line: string,
  path: string,
  commit: string,
): boolean {
  return allowlists.some((one) => {
    const target = one.regexTarget === 'secret' ? finding.secret : one.regexTarget === 'match' ? finding.match : line;
    if (one.condition === 'or') return matches(one.regexes, target) || hasStopword(one, finding.secret);
    return (
      (one.commits.size === 0 || allowsCommit(one, commit)) &&
      (one.paths === undefined || matches(one.paths, path)) &&
      (one.regexes === undefined || matches(one.regexes, target)) &&
      (one.stopwords.length === 0 || hasStopword(one, finding.secret))
    );
  });
}

/** Whether gitleaks never opens a path: any global allowlist with that path, whatever else it asks for. */
export function skipsPath(allowlists: readonly Allowlist[], path: string): boolean {
  return allowlists.some((one) => matches(one.paths, path));
}

function matches(regex: GoRegex | undefined, text: string): boolean {
  return regex !== undefined && text !== '' && regex.test(text);
}

function allowsCommit(one: Allowlist, commit: string): boolean {
  return commit !== '' && one.commits.has(commit.toLowerCase());
}

function hasStopword(one: Allowlist, secret: string): boolean {
  if (one.stopwords.length === 0) return false;
  const lower = secret.toLowerCase();
  return one.stopwords.some((word) => word !== '' && lower.includes(word));
}
