/** Reads a metadata file (`schemas/scan-metadata.schema.json`): what is wrong has its place in the message, what is unknown is passed over. */
import type {
  AdvisoryMetadata,
  CrateMetadata,
  DependencyMetadata,
  Metadata,
  OwnerEvent,
  OwnerMetadata,
  VersionMetadata,
} from './metadata.ts';

/** A metadata file that cannot be used; the message says where and what is expected. */
export class MetadataError extends Error {
  readonly code = 'metadata';
}

type Json = { readonly [key: string]: unknown };

export function parseMetadata(text: string, file: string): Metadata {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new MetadataError(`${file}: ${error instanceof Error ? error.message : 'is not JSON'}`);
  }
  return new Reader(file).metadata(json);
}

class Reader {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  metadata(json: unknown): Metadata {
    const root = this.#object(json, 'the file');
    const subject = this.#object(root['subject'], 'subject');
    const crates = this.#optional(root, 'crates', (value, at) => this.#object(value, at)) ?? {};
    return {
      now: this.#time(root['now'], 'now'),
      subject: {
        name: this.#text(subject['name'], 'subject.name'),
        version: this.#text(subject['version'], 'subject.version'),
      },
      crates: Object.fromEntries(
        Object.entries(crates).map(([name, value]) => [name, this.#crate(value, `crates.${name}`)]),
      ),
      popular: this.#list(root, 'popular', '', (value, at) => this.#text(value, at)),
      workspaceMembers: this.#list(root, 'workspace_members', '', (value, at) => this.#text(value, at)),
      advisories: this.#list(root, 'advisories', '', (value, at) => this.#advisory(value, at)),
    };
  }

  #crate(json: unknown, at: string): CrateMetadata {
    const it = this.#object(json, at);
    return {
      createdAt: this.#optional(it, 'created_at', (value, where) => this.#time(value, where), at),
      downloads: this.#optional(it, 'downloads', (value, where) => this.#number(value, where), at),
      recentDownloads: this.#optional(it, 'recent_downloads', (value, where) => this.#number(value, where), at),
      repository: this.#optional(it, 'repository', (value, where) => this.#text(value, where), at),
      owners: this.#list(it, 'owners', at, (value, where) => this.#owner(value, where)),
      ownerEvents: this.#list(it, 'owner_events', at, (value, where) => this.#event(value, where)),
      versions: this.#list(it, 'versions', at, (value, where) => this.#version(value, where)),
    };
  }

  #owner(json: unknown, at: string): OwnerMetadata {
    const it = this.#object(json, at);
    return {
      login: this.#text(it['login'], `${at}.login`),
      kind: it['kind'] === 'team' ? 'team' : 'user',
      since: this.#optional(it, 'since', (value, where) => this.#time(value, where), at),
      accountCreated: this.#optional(it, 'account_created', (value, where) => this.#time(value, where), at),
    };
  }

  #event(json: unknown, at: string): OwnerEvent {
    const it = this.#object(json, at);
    return {
      at: this.#time(it['at'], `${at}.at`),
      action: this.#text(it['action'], `${at}.action`),
      login: this.#text(it['login'], `${at}.login`),
      by: this.#optional(it, 'by', (value, where) => this.#text(value, where), at),
    };
  }

  #version(json: unknown, at: string): VersionMetadata {
    const it = this.#object(json, at);
    return {
      num: this.#text(it['num'], `${at}.num`),
      pubtime: this.#optional(it, 'pubtime', (value, where) => this.#time(value, where), at),
      publishedBy: this.#optional(it, 'published_by', (value, where) => this.#text(value, where), at),
      yanked: it['yanked'] === true,
      yankedAt: this.#optional(it, 'yanked_at', (value, where) => this.#time(value, where), at),
      deps: this.#list(it, 'deps', at, (value, where) => this.#dependency(value, where)),
    };
  }

  #dependency(json: unknown, at: string): DependencyMetadata {
    const it = this.#object(json, at);
    const kind = it['kind'];
    return {
      name: this.#text(it['name'], `${at}.name`),
      req: this.#optional(it, 'req', (value, where) => this.#text(value, where), at) ?? '*',
      kind: kind === 'dev' || kind === 'build' ? kind : 'normal',
      optional: it['optional'] === true,
      target: this.#optional(it, 'target', (value, where) => this.#text(value, where), at),
      rename: this.#optional(it, 'rename', (value, where) => this.#text(value, where), at),
    };
  }

  #advisory(json: unknown, at: string): AdvisoryMetadata {
    const it = this.#object(json, at);
    return {
      id: this.#text(it['id'], `${at}.id`),
      package: this.#text(it['package'] ?? it['name'] ?? it['crate'], `${at}.package`),
      versions: this.#list(it, 'versions', at, (value, where) => this.#text(value, where)),
      malicious: it['malicious'] !== false,
    };
  }

  #object(value: unknown, at: string): Json {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#error(at, 'an object');
    return value as Json;
  }

  #text(value: unknown, at: string): string {
    if (typeof value !== 'string') throw this.#error(at, 'a text');
    return value;
  }

  #number(value: unknown, at: string): number {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw this.#error(at, 'a number from 0');
    return value;
  }

  #time(value: unknown, at: string): string {
    const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(time)) throw this.#error(at, 'a time like 2026-08-20T07:15:00Z');
    return new Date(time).toISOString();
  }

  #optional<T>(from: Json, key: string, read: (value: unknown, at: string) => T, at = ''): T | undefined {
    const value = from[key];
    return value === undefined || value === null ? undefined : read(value, at === '' ? key : `${at}.${key}`);
  }

  #list<T>(from: Json, key: string, at: string, read: (value: unknown, at: string) => T): T[] {
    const where = at === '' ? key : `${at}.${key}`;
    const value = from[key];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw this.#error(where, 'a list');
    return value.map((item, index) => read(item, `${where}[${index}]`));
  }

  #error(at: string, expected: string): MetadataError {
    return new MetadataError(`${this.#file}: ${at} has to be ${expected}`);
  }
}
