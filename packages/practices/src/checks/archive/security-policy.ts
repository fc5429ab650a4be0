/** Whom to tell of a vulnerability, and how. */
import { type PracticeCheck, unknown } from '../../check.ts';
import type { Files } from '../../input.ts';

const POLICY = /^(\.github\/|\.gitlab\/|docs\/)?security\.(md|markdown|rst|adoc|txt)$/i;
const CONTACT = /https?:\/\/|[\w.+-]+@[\w-]+\.[\w.]+/;
const PROCEDURE = /vuln|disclos/i;
const DAYS = /\b\d+\s*(business |working )?(days?|hours?|weeks?)\b/i;

export const securityPolicy: PracticeCheck = {
  name: 'Security-Policy',
  risk: 'medium',
  short: 'Determines if the project has published a security policy.',
  rule: '6 for a SECURITY file with a contact, 3 for more than the contact, 1 for saying how vulnerabilities are disclosed and in what time; 0 if the repository has none; unknown without the repository.',
  run: ({ files, repository }) => {
    const found = policyIn(repository) ?? policyIn(files);
    if (found === undefined) {
      if (repository === undefined)
        return unknown('the package holds no security policy and the repository is not at hand');
      return { score: 0, reason: 'security policy file not detected' };
    }
    const [path, text] = found;
    const contact = CONTACT.test(text);
    const score = (contact ? 6 : 0) + (text.length > 200 ? 3 : 0) + (PROCEDURE.test(text) && DAYS.test(text) ? 1 : 0);
    return {
      score,
      reason: 'security policy file detected',
      details: [`Info: ${path}`, ...(contact ? [] : ['Warn: it names no contact'])],
    };
  },
};

function policyIn(files: Files | undefined): readonly [string, string] | undefined {
  for (const [path, bytes] of files ?? []) if (POLICY.test(path)) return [path, Buffer.from(bytes).toString('utf8')];
  return undefined;
}
