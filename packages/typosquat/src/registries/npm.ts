/** npm: lower case since 2017, older names with capitals stay; `-`, `_` and `.` count as the same for names that are new. */
import type { NameRules } from './rules.ts';

const PART = /^[a-z0-9~-][a-z0-9._~-]*$/i;

/** Names of npm, scoped ones (`@scope/name`) too. */
export const NPM: NameRules = {
  id: 'npm',
  title: 'npm',
  longest: 214,
  isName(name) {
    if (name.length === 0 || name.length > 214) return false;
    if (!name.startsWith('@')) return PART.test(name);
    const [scope = '', part = '', ...rest] = name.slice(1).split('/');
    return rest.length === 0 && PART.test(scope) && PART.test(part);
  },
  form: (name) => name.toLowerCase().replace(/[._]/g, '-'),
  emptyWords: ['js', 'node', 'nodejs', 'npm', 'lib', 'package', 'ts', 'new', 'official', 'dev', 'main'],
  companionWords: ['api', 'cli', 'client', 'common', 'core', 'plugin', 'sdk', 'server', 'tool', 'type', 'util'],
  areRelated(a, b) {
    const scope = npmScope(a);
    return scope !== undefined && scope === npmScope(b);
  },
};

/** The scope of a name, without `@`; packages of one scope have one owner. */
function npmScope(name: string): string | undefined {
  const slash = name.indexOf('/');
  return name.startsWith('@') && slash > 1 ? name.slice(1, slash).toLowerCase() : undefined;
}
