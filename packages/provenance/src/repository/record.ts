/**
 * What a repository answered, kept: with the answers an examination can be made again, with other rules and without git,
 * network or repository. Objects are checked against their names again, so a record cannot be made to say something else of
 * a commit; what branches and tags there were is taken on trust.
 */
import { ProvenanceError } from '../error.ts';
import type { ObjectKind, Ref, Repository } from './repository.ts';

/** The answers, as JSON can hold them. */
export interface RepositoryRecord {
  readonly format: 1;
  readonly place: string;
  readonly shallow: boolean;
  refs: readonly Ref[];
  /** By kind, a space and the id: the content in base64. Those asked for and not there are in `absent`. */
  readonly objects: Record<string, string>;
  readonly absent: string[];
  readonly containing: Record<string, readonly string[]>;
  /** By limit and paths, NUL between. */
  readonly history: Record<string, readonly string[]>;
}

/** Bytes of objects beyond which a record is not worth keeping. */
const MAX_RECORD = 256 * 1024 * 1024;

/** A repository that notes what it answers. */
export class RecordingRepository implements Repository {
  readonly place: string;
  readonly shallow: boolean;
  readonly #inner: Repository;
  readonly #record: RepositoryRecord;
  #bytes = 0;

  constructor(inner: Repository) {
    this.#inner = inner;
    this.place = inner.place;
    this.shallow = inner.shallow;
    const { place, shallow } = inner;
    const none = () => Object.create(null) as Record<string, never>;
    this.#record = {
      format: 1,
      place,
      shallow,
      refs: [],
      objects: none(),
      absent: [],
      containing: none(),
      history: none(),
    };
  }

  /** Undefined where there is more than a record holds. */
  record(): RepositoryRecord | undefined {
    return this.#bytes > MAX_RECORD ? undefined : this.#record;
  }

  async refs(): Promise<readonly Ref[]> {
    this.#record.refs = await this.#inner.refs();
    return this.#record.refs;
  }

  async objects(ids: readonly string[], kind: ObjectKind): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = await this.#inner.objects(ids, kind);
    for (const id of ids) {
      const key = `${kind} ${id}`;
      const content = found.get(id);
      if (content === undefined) this.#record.absent.push(key);
      else if (this.#record.objects[key] === undefined) {
        this.#bytes += content.length;
        if (this.#bytes <= MAX_RECORD) this.#record.objects[key] = Buffer.from(content).toString('base64');
      }
    }
    return found;
  }

  prepareTrees(ids: readonly string[]): Promise<void> {
    return this.#inner.prepareTrees(ids);
  }

  async containing(commit: string): Promise<readonly string[]> {
    const found = await this.#inner.containing(commit);
    this.#record.containing[commit] = found;
    return found;
  }

  async history(paths: readonly string[], limit: number): Promise<readonly string[]> {
    const found = await this.#inner.history(paths, limit);
    this.#record.history[historyKey(paths, limit)] = found;
    return found;
  }
}

/** A repository that only knows what was asked before; a new question is an error. */
export class RecordedRepository implements Repository {
  readonly place: string;
  readonly shallow: boolean;
  readonly #record: RepositoryRecord;
  readonly #absent: ReadonlySet<string>;

  constructor(record: RepositoryRecord) {
    this.#record = record;
    this.place = record.place;
    this.shallow = record.shallow;
    this.#absent = new Set(record.absent);
  }

  async refs(): Promise<readonly Ref[]> {
    return this.#record.refs;
  }

  async objects(ids: readonly string[], kind: ObjectKind): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    for (const id of ids) {
      const key = `${kind} ${id}`;
      const content = this.#record.objects[key];
      if (content !== undefined) found.set(id, Buffer.from(content, 'base64'));
      else if (!this.#absent.has(key)) throw notRecorded(`${kind} ${id}`);
    }
    return found;
  }

  async prepareTrees(): Promise<void> {}

  async containing(commit: string): Promise<readonly string[]> {
    const found = this.#record.containing[commit];
    if (found === undefined) throw notRecorded(`branches with ${commit}`);
    return found;
  }

  async history(paths: readonly string[], limit: number): Promise<readonly string[]> {
    const found = this.#record.history[historyKey(paths, limit)];
    if (found === undefined) throw notRecorded(`the history of ${paths.join(', ')}`);
    return found;
  }
}

/** Reads the JSON of a record; throws {@link ProvenanceError} if it is none. */
export function parseRecord(text: string): RepositoryRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProvenanceError('record', 'the record is not JSON', { cause: error });
  }
  if (!isRecord(value)) throw new ProvenanceError('record', 'the record is not one of an examination');
  return value;
}

function isRecord(value: unknown): value is RepositoryRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as { readonly [key in keyof RepositoryRecord]?: unknown };
  const isMap = (map: unknown, fits: (item: unknown) => boolean) =>
    typeof map === 'object' && map !== null && !Array.isArray(map) && Object.values(map).every(fits);
  const isText = (item: unknown) => typeof item === 'string';
  const isTexts = (item: unknown) => Array.isArray(item) && item.every(isText);
  return (
    record.format === 1 &&
    isText(record.place) &&
    typeof record.shallow === 'boolean' &&
    Array.isArray(record.refs) &&
    record.refs.every((ref: unknown) => isMap(ref, isText)) &&
    isMap(record.objects, isText) &&
    isTexts(record.absent) &&
    isMap(record.containing, isTexts) &&
    isMap(record.history, isTexts)
  );
}

function historyKey(paths: readonly string[], limit: number): string {
  return [String(limit), ...paths].join('\0');
}

function notRecorded(what: string): ProvenanceError {
  return new ProvenanceError('record', `the record has no answer about ${what}; the repository is needed`);
}
