/** A project's `supply-chain/` folder: its own audits, its policy and exemptions, and the imports that it has locked. */
import { type Diagnostic, isTable, type Table } from '@lazaret/base';
import { parseToml } from '@lazaret/cargo';
import { entries, Problems, tables, text, texts } from '../fields.ts';
import { type AuditsFile, auditsOf, day, type PublisherId, publisherOf, readAudits } from './audits.ts';
import { CriteriaMapper, mapForeign, SAFE_TO_DEPLOY } from './criteria.ts';
import { parseVetVersion, type VetVersion } from './version.ts';

export interface VetImport {
  readonly urls: readonly string[];
  readonly exclude: readonly string[];
  readonly criteriaMap: ReadonlyMap<string, readonly string[]>;
}

/** `[policy.NAME]` or `[policy."NAME:VERSION"]`. */
export interface VetPolicy {
  readonly criteria?: readonly string[];
  readonly devCriteria?: readonly string[];
  readonly dependencyCriteria: ReadonlyMap<string, readonly string[]>;
  readonly auditAsCratesIo: boolean;
}

export interface VetExemption {
  readonly crate: string;
  readonly version: VetVersion;
  readonly criteria: readonly string[];
  readonly notes?: string;
}

/** Who published a version, and when (`[[publisher.CRATE]]` of `imports.lock`). */
export interface VetPublisher {
  readonly crate: string;
  readonly version: VetVersion;
  /** YYYY-MM-DD */
  readonly when: string;
  readonly publisher: PublisherId;
  readonly login?: string;
}

/** A version that is not published, taken as another one that is. */
export interface VetUnpublished {
  readonly crate: string;
  readonly version: VetVersion;
  readonly auditedAs: VetVersion;
}

/** One source of audits, its criteria already in the reader's names. */
export interface VetSource {
  readonly name: string;
  readonly audits: AuditsFile;
}

export interface VetStore {
  readonly defaultCriteria: string;
  readonly mapper: CriteriaMapper;
  readonly own: VetSource;
  readonly imports: readonly VetSource[];
  readonly policies: ReadonlyMap<string, VetPolicy>;
  readonly exemptions: readonly VetExemption[];
  readonly publishers: readonly VetPublisher[];
  readonly unpublished: readonly VetUnpublished[];
  readonly problems: readonly Diagnostic[];
}

/** The texts of a store's three files; what is absent is left out. */
export interface VetStoreFiles {
  readonly audits?: string;
  readonly config?: string;
  readonly imports?: string;
}

/** Foreign files that the reader brings besides: their criteria go through `criteria-map` of the import of that name. */
export interface ForeignAudits {
  readonly name: string;
  readonly text: string;
}

/** Reads a store. Throws `CargoError` where a file is no TOML; broken entries are told in `problems`. */
export function readVetStore(files: VetStoreFiles, foreign: readonly ForeignAudits[] = []): VetStore {
  const own = readAudits(files.audits ?? '', 'audits.toml');
  const config = new Problems('config.toml');
  const { defaultCriteria, imports, policies, exemptions } = configOf(
    parseToml(files.config ?? '', 'config.toml'),
    config,
  );
  const lock = new Problems('imports.lock');
  const locked = lockOf(parseToml(files.imports ?? '', 'imports.lock'), lock);
  const mapper = new CriteriaMapper(own.criteria);
  const brought = foreign.map((file) => foreignSource(file, imports.get(file.name)));
  const names = new Set(brought.map(({ name }) => name));
  // A foreign file that is brought anew replaces what was locked of it.
  const all = [...locked.sources.filter(({ name }) => !names.has(name)), ...brought];
  return {
    defaultCriteria,
    mapper,
    own: { name: 'local', audits: own },
    imports: all,
    policies,
    exemptions,
    publishers: locked.publishers,
    unpublished: locked.unpublished,
    problems: [...own.problems, ...config.list, ...lock.list, ...brought.flatMap(({ audits }) => audits.problems)],
  };
}

/** A foreign file's entries under local criteria; its `trusted` entries are its own business and are not imported. */
function foreignSource(file: ForeignAudits, rule: VetImport | undefined): VetSource {
  const audits = readAudits(file.text, file.name);
  const foreign = new CriteriaMapper(audits.criteria);
  const map = rule?.criteriaMap ?? new Map<string, readonly string[]>();
  const excluded = new Set(rule?.exclude);
  const mapped = <T extends { readonly crate: string; readonly criteria: readonly string[] }>(entry: T): T[] => {
    const criteria = mapForeign(entry.criteria, foreign, map);
    return excluded.has(entry.crate) || criteria.length === 0 ? [] : [{ ...entry, criteria }];
  };
  return {
    name: file.name,
    audits: {
      ...audits,
      audits: audits.audits.filter(({ importable }) => importable).flatMap(mapped),
      wildcards: audits.wildcards.flatMap(mapped),
      trusted: [],
    },
  };
}

interface Config {
  readonly defaultCriteria: string;
  readonly imports: ReadonlyMap<string, VetImport>;
  readonly policies: ReadonlyMap<string, VetPolicy>;
  readonly exemptions: readonly VetExemption[];
}

function configOf(table: Table, problems: Problems): Config {
  const imports = new Map<string, VetImport>();
  for (const [name, entry] of tables(table.imports, 'imports', problems)) {
    imports.set(name, {
      urls: texts(entry.url) ?? [],
      exclude: texts(entry.exclude) ?? [],
      criteriaMap: criteriaLists(entry['criteria-map'], `imports.${name}.criteria-map`, problems),
    });
  }
  const policies = new Map<string, VetPolicy>();
  for (const [name, entry] of tables(table.policy, 'policy', problems)) {
    for (const [key, policy] of policiesOf(name, entry, problems)) policies.set(key, policy);
  }
  const exemptions = entries(table.exemptions ?? table.unaudited, 'exemptions', problems).flatMap(([crate, entry]) => {
    const version = parseVetVersion(text(entry.version) ?? '');
    const criteria = texts(entry.criteria);
    if (version === undefined || criteria === undefined) {
      problems.add('entry', `an entry of exemptions.${crate} is left out: it needs a version and criteria`);
      return [];
    }
    const notes = text(entry.notes);
    return [{ crate, version, criteria, ...(notes !== undefined && { notes }) }];
  });
  return { defaultCriteria: text(table['default-criteria']) ?? SAFE_TO_DEPLOY, imports, policies, exemptions };
}

/** `NAME`, or `NAME:VERSION` as cargo-vet writes versioned policies. */
function policiesOf(name: string, entry: Table, problems: Problems): [string, VetPolicy][] {
  const criteria = texts(entry.criteria);
  const devCriteria = texts(entry['dev-criteria']);
  if (criteria === undefined || devCriteria === undefined) {
    problems.add('policy', `policy.${name} is left out: criteria have to be strings`);
    return [];
  }
  const policy: VetPolicy = {
    ...(entry.criteria !== undefined && { criteria }),
    ...(entry['dev-criteria'] !== undefined && { devCriteria }),
    dependencyCriteria: criteriaLists(entry['dependency-criteria'], `policy.${name}.dependency-criteria`, problems),
    auditAsCratesIo: entry['audit-as-crates-io'] === true,
  };
  return [[name, policy]];
}

function criteriaLists(value: unknown, what: string, problems: Problems): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  if (value === undefined) return lists;
  if (!isTable(value)) {
    problems.add('shape', `${what} is not a table`);
    return lists;
  }
  for (const [key, list] of Object.entries(value)) {
    const names = texts(list);
    if (names === undefined) problems.add('shape', `${what}.${key} has to be strings`);
    else lists.set(key, names);
  }
  return lists;
}

function lockOf(table: Table, problems: Problems) {
  const sources = tables(table.audits, 'audits', problems).map(
    ([name, entry]): VetSource => ({ name, audits: { ...auditsOf(entry, problems), problems: [] } }),
  );
  const publishers = entries(table.publisher, 'publisher', problems).flatMap(([crate, entry]): VetPublisher[] => {
    const version = parseVetVersion(text(entry.version) ?? '');
    const when = day(entry.when);
    const publisher = publisherOf(entry);
    if (version === undefined || when === undefined || publisher === undefined) {
      problems.add('entry', `an entry of publisher.${crate} is left out: it needs version, when and a publisher`);
      return [];
    }
    const login = text(entry['user-login']);
    return [{ crate, version, when, publisher, ...(login !== undefined && { login }) }];
  });
  const unpublished = entries(table.unpublished, 'unpublished', problems).flatMap(([crate, entry]) => {
    const version = parseVetVersion(text(entry.version) ?? '');
    const auditedAs = parseVetVersion(text(entry.audited_as) ?? '');
    if (version !== undefined && auditedAs !== undefined) return [{ crate, version, auditedAs }];
    problems.add('entry', `an entry of unpublished.${crate} is left out: it needs version and audited_as`);
    return [];
  });
  return { sources, publishers, unpublished };
}
