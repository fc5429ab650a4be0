/**
 * Questions about functions, put as if an advisory named them: the verdict is then reached by the very same code as an
 * audit's. One advisory a function, so that each has its own verdict and path.
 */
import { type AdvisoryDatabase, type AdvisoryFacts, Collection, createDatabase } from '@lazaret/advisories';

/** Id of an asked function: no advisory has one of this form. */
export function askedId(number: number): string {
  return `asked-${number}`;
}

/** A database with one advisory for each function, about every version of the package. */
export function askedDatabase(pkg: string, functions: readonly string[], info: AdvisoryDatabase): AdvisoryDatabase {
  const advisories = functions.map((path, number): AdvisoryFacts => {
    return {
      id: askedId(number),
      collection: Collection.Crates,
      package: pkg,
      date: '2000-01-01',
      title: path,
      informational: null,
      categories: [],
      cvss: null,
      aliases: [],
      related: [],
      url: null,
      withdrawn: null,
      license: '',
      expectDeleted: false,
      yanked: false,
      os: [],
      arch: [],
      functions: [{ path, requirements: null }],
      patched: [],
      unaffected: [],
      ranges: [{ introduced: null, fixed: null }],
      versions: [],
      spelled: [],
    };
  });
  return createDatabase(advisories, { ...info.info, origin: 'folder' });
}

/**
 * The database cut down to some advisories. An advisory that names several functions is also asked function by function,
 * under `ID#NUMBER`.
 */
export function onlyAdvisories(advisories: readonly AdvisoryFacts[], all: AdvisoryDatabase): AdvisoryDatabase {
  const single = advisories.flatMap((advisory) =>
    advisory.functions.length < 2
      ? []
      : advisory.functions.map((fn, number) => ({ ...advisory, id: `${advisory.id}#${number}`, functions: [fn] })),
  );
  return createDatabase([...advisories, ...single], { ...all.info, origin: 'folder' });
}
