/** PyPI: names compare by PEP 503, which is lower case and any run of `-`, `_`, `.` as one hyphen. */
import type { NameRules } from './rules.ts';

/** PEP 508 sets no limit; longer names are not seen. */
const LONGEST = 128;

export const PYPI: NameRules = {
  id: 'pypi',
  title: 'PyPI',
  longest: LONGEST,
  isName: (name) => name.length <= LONGEST && /^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i.test(name),
  form: (name) => name.toLowerCase().replace(/[-_.]+/g, '-'),
  emptyWords: ['py', 'python', 'python3', 'lib', 'pip', 'package', 'new', 'official', 'dev', 'main'],
  companionWords: ['api', 'cli', 'client', 'common', 'core', 'plugin', 'sdk', 'server', 'stub', 'tool', 'type', 'util'],
};
