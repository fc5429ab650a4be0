/** Which locked packages of crates.io are yanked, by the registry's index or what caches hold of it. */
import { findYanked } from '@lazaret/advisories';
import type { Notice } from '@lazaret/audit';
import type { LockFile } from '@lazaret/cargo';
import { isCratesIo } from '@lazaret/cargo';
import { type ListedVersion, listYanks, type Project, type Session, SourcesError } from '@lazaret/sources';

/** Index files asked for at the same time; one HTTP/2 connection carries them. */
const CONCURRENCY = 32;

export interface Yanked {
  readonly yanked: ReadonlyMap<number, string | undefined>;
  readonly notices: readonly Notice[];
}

export async function loadYanked(project: Project, lock: LockFile, session: Session): Promise<Yanked> {
  const locked = lock.packages
    .map((p, index) => ({ index, name: p.name, version: p.version, source: p.source?.text ?? null }))
    .filter((p) => p.source !== null && isCratesIo(p.source));
  const names = [...new Set(locked.map((p) => p.name))];
  const versions = new Map<string, ListedVersion[]>();
  let failure: string | undefined;
  try {
    const registry = session.registry(project.config);
    let next = 0;
    const work = async () => {
      for (let name = names[next++]; name !== undefined && failure === undefined; name = names[next++]) {
        try {
          const listed = await listYanks(registry, name);
          if (listed) versions.set(name, listed);
        } catch (error) {
          if (!(error instanceof SourcesError)) throw error;
          // Offline, each crate may or may not be in a cache; a network that fails once will fail for all.
          if (error.code !== 'offline') failure = error.message;
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
  } catch (error) {
    if (!(error instanceof SourcesError)) throw error;
    failure = error.message;
  }
  const result = findYanked(locked, (name) => versions.get(name) ?? null);
  const notices: Notice[] = [];
  if (result.unknown.length > 0) {
    const why = failure === undefined ? '' : ` (${failure})`;
    notices.push({
      level: failure === undefined ? 'note' : 'warning',
      code: 'yanked-unknown',
      message: `not known for ${result.unknown.length} of ${locked.length} packages whether they are yanked: no index at hand${why}`,
    });
  }
  return {
    yanked: new Map(result.yanked.map((it) => [it.package.index, it.replacement ?? undefined])),
    notices,
  };
}
