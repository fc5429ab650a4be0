/** May it be used at all, and under what terms? */
import parse from 'spdx-expression-parse';
import type { PracticeCheck } from '../../check.ts';

/** Where cargo and people put a licence text. */
const LICENSE_FILE = /^(un)?licen[cs]e([-._].*)?$|^copying([-._].*)?$/i;

export const license: PracticeCheck = {
  name: 'License',
  risk: 'low',
  short: 'Determines if the package has defined a license.',
  rule: '6 for a licence in the manifest (expression or file), 3 for a licence text at the root of the package, 1 for an expression that SPDX knows.',
  run: ({ manifest, files }) => {
    const { license: expression, licenseFile } = manifest.package ?? {};
    const text = [...files.keys()].find((path) => LICENSE_FILE.test(path) || path === licenseFile);
    const known = expression !== undefined && isSpdx(expression);
    const declared = expression !== undefined || licenseFile !== undefined;
    const score = (declared ? 6 : 0) + (text === undefined ? 0 : 3) + (known ? 1 : 0);
    const details = [
      declared ? `Info: declared: ${expression ?? `file ${licenseFile}`}` : 'Warn: the manifest declares no licence',
      text === undefined ? 'Warn: the package holds no licence text' : `Info: licence text: ${text}`,
      ...(expression !== undefined && !known ? ['Warn: the expression is not one of SPDX'] : []),
    ];
    return { score, reason: score === 0 ? 'no license found' : `license: ${expression ?? text}`, details };
  },
};

/** Cargo's older `MIT/Apache-2.0` stands for OR. */
function isSpdx(expression: string): boolean {
  try {
    parse(expression.replaceAll('/', ' OR '));
    return true;
  } catch {
    return false;
  }
}
