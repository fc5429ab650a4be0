/** What is known beside the name: the repository of another package (starjacking), the content of another package (a clone). */
import type { Corpus } from '../../corpus/corpus.ts';
import type { LikenessCheck, Resemblance } from './resemblance.ts';

/** Characters of a URL that are compared; hostile ones are long. */
const URL_MAX = 512;
/** Packages of one repository that are named; a monorepo has hundreds, and one owner. */
const NAMED_MAX = 4;
/** Share of content from which on one is a copy. */
const COPY_MIN = 0.7;

/** A repository's address without scheme, `www.`, `.git`, and what stands behind the repository. */
export function repositoryKey(url: string | undefined): string | undefined {
  const key = url
    ?.slice(0, URL_MAX)
    .toLowerCase()
    .replace(/^(?:git\+)?[a-z+]+:\/\/(?:[^/@]*@)?(?:www\.)?/, '')
    .replace(/^git@([^:/]+):/, '$1/')
    .replace(/[?#].*$/, '')
    .replace(/\/(?:-\/)?(?:tree|blob|src)\/.*$/, '')
    .replace(/(?:\.git)?\/*$/, '');
  return key === '' ? undefined : key;
}

/** `repository` is that of a package of others. */
export function sameRepository(): LikenessCheck {
  const cache = new WeakMap<Corpus, ReadonlyMap<string, readonly number[]>>();
  return {
    id: 'same-repository',
    title: 'the repository of another package',
    find({ package: { repository, name }, corpus }) {
      const key = repositoryKey(repository);
      if (key === undefined) return [];
      const known = cache.get(corpus) ?? repositoriesOf(corpus);
      cache.set(corpus, known);
      return (known.get(key) ?? [])
        .filter((id) => corpus.names[id] !== name)
        .sort((a, b) => corpus.downloads(b) - corpus.downloads(a))
        .slice(0, NAMED_MAX)
        .map((id): Resemblance => {
          return { check: this.id, family: 'repository', id, closeness: 0.45, text: `its repository, ${key}` };
        });
    },
  };
}

function repositoriesOf(corpus: Corpus): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (let id = 0; id < corpus.size; id++) {
    const key = repositoryKey(corpus.repository(id));
    if (key === undefined) continue;
    const ids = found.get(key);
    if (ids === undefined) found.set(key, [id]);
    else ids.push(id);
  }
  return found;
}

/** Most of the content is that of a package of others. */
export const SAME_CONTENT: LikenessCheck = {
  id: 'same-content',
  title: 'the content of another package',
  find({ package: { contentOf, name }, corpus }) {
    const found: Resemblance[] = [];
    for (const [other, share] of contentOf ?? []) {
      const id = corpus.exact.get(other);
      if (id === undefined || other === name || !(share >= COPY_MIN)) continue;
      const text = `${Math.floor(100 * Math.min(share, 1))} % of its content`;
      found.push({ check: this.id, family: 'content', id, closeness: 0.6 * Math.min(share, 1), text });
    }
    return found;
  },
};
