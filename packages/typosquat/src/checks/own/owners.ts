/**
 * An owner whose login looks like that of somebody who owns well-known packages: `alexrichton` for `alexcrichton`. Tells something
 * by itself, and all the more where the name is alike as well.
 */

import type { Corpus } from '../../corpus/corpus.ts';
import { Buckets } from '../../lookup/buckets.ts';
import { areOneEditApart } from '../../lookup/distance.ts';
import { skeletonOf } from '../../lookup/skeleton.ts';
import { hashOf } from '../../lookup/spelling.ts';
import type { LikenessCheck, Resemblance } from './resemblance.ts';

/** Shorter logins are one letter apart by chance. */
const LOGIN_MIN = 5;
const LOGIN_MAX = 64;

/** Logins that are alike, with what is alike about them. */
export interface LoginIndex {
  like(login: string): readonly string[];
}

/** The login of an owner: `user::17` is a number and has none; `github:rust-lang:libs` is its last part. */
function loginOf(owner: string): string | undefined {
  const login = owner.slice(owner.lastIndexOf(':') + 1).toLowerCase();
  return login.length < LOGIN_MIN || login.length > LOGIN_MAX || /^[0-9]+$/.test(login) ? undefined : login;
}

/** Finds logins one edit away, or that look the same. Equal ones are not alike. */
export function loginIndex(logins: Iterable<string>): LoginIndex {
  const all = [...new Set(logins)];
  const known = new Set(all);
  const index = new Buckets(all.length * 16, (emit) => {
    for (const [id, login] of all.entries()) for (const key of keysOf(login)) emit(key, id);
  });
  return {
    like(login) {
      if (known.has(login) || login.length < LOGIN_MIN || login.length > LOGIN_MAX) return [];
      const found = new Set<string>();
      for (const key of keysOf(login))
        for (const id of index.get(key)) {
          const other = all[id]!;
          if (areOneEditApart(login, other) || skeletonOf(login) === skeletonOf(other)) found.add(other);
        }
      return [...found];
    },
  };
}

/** The login, what it looks like, and it without each of its letters: logins one edit apart share one of them. */
function keysOf(login: string): Set<number> {
  const keys = new Set([hashOf(login), hashOf(`~${skeletonOf(login)}`)]);
  for (let at = 0; at < login.length; at++) keys.add(hashOf(login.slice(0, at) + login.slice(at + 1)));
  return keys;
}

interface KnownLogins {
  readonly logins: LoginIndex;
  /** By login, the owner's package with the most downloads. */
  readonly flagships: ReadonlyMap<string, number>;
}

export const LOOK_ALIKE_OWNERS: () => LikenessCheck = () => {
  const cache = new WeakMap<Corpus, KnownLogins>();
  return {
    id: 'look-alike-owner',
    title: "an owner's login close to a well-known owner's",
    find({ package: { owners = [] }, corpus }) {
      const asked = owners.flatMap((owner) => loginOf(owner) ?? []);
      if (asked.length === 0) return [];
      const known = cache.get(corpus) ?? knownLogins(corpus);
      cache.set(corpus, known);
      return asked.flatMap((login) =>
        known.logins.like(login).map((other): Resemblance => {
          const text = `the owner ${login}, who is nearly called as ${other}`;
          return { check: this.id, family: 'owner', id: known.flagships.get(other)!, closeness: 0.55, text };
        }),
      );
    },
  };
};

function knownLogins(corpus: Corpus): KnownLogins {
  const flagships = new Map<string, number>();
  for (let id = 0; id < corpus.size; id++)
    for (const owner of corpus.owners(id)) {
      const login = loginOf(owner);
      const known = login === undefined ? undefined : flagships.get(login);
      if (login !== undefined && (known === undefined || corpus.downloads(id) > corpus.downloads(known)))
        flagships.set(login, id);
    }
  return { logins: loginIndex(flagships.keys()), flagships };
}
