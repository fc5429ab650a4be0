/** A registry in a folder, as `lazaret scan --registry` reads it, made from sources that a test writes. All of it is inert. */
import { createHash } from 'node:crypto';
import { indexPath } from '@lazaret/cargo';
import { crate } from '../../cargo/src/archive/tar-writer.fixture.ts';
import type { Files } from './world.ts';

export interface Need {
  readonly name: string;
  readonly req?: string;
  readonly kind?: 'normal' | 'build';
  /** Name in the manifest. */
  readonly rename?: string;
}

export interface Published {
  readonly name: string;
  readonly version: string;
  /** When; absent where the index does not say. */
  readonly at?: string;
  readonly yanked?: boolean;
  readonly needs?: readonly Need[];
  /** More of `[package]`. */
  readonly fields?: string;
  /** More tables of the manifest. */
  readonly tables?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** Files of a registry below `folder`; versions of a crate in the order of publication. */
export function registryFolder(folder: string, published: readonly Published[]): Files {
  const files: Record<string, string | Uint8Array> = {};
  for (const it of published) {
    const { name, version } = it;
    const archive = crate({ 'Cargo.toml': manifest(it), 'src/lib.rs': '', ...it.files }, `${name}-${version}`);
    files[`${folder}/crates/${name}/${name}-${version}.crate`] = archive;
    const index = `${folder}/index/${indexPath(name)}`;
    files[index] = `${files[index] ?? ''}${line(it, archive)}\n`;
  }
  return files;
}

/** A line of an index for an archive that a test has made; `needs` are normal dependencies by name. */
export function indexLine(
  name: string,
  version: string,
  archive: Uint8Array,
  at: string,
  needs: readonly string[] = [],
): string {
  return `${line({ name, version, at, needs: needs.map((need) => ({ name: need })) }, archive)}\n`;
}

function manifest({ name, version, needs = [], fields = '', tables = '' }: Published): string {
  const table = (kind: 'normal' | 'build', title: string) => {
    const lines = needs
      .filter((it) => (it.kind ?? 'normal') === kind)
      .map(({ name: real, req = '1', rename }) =>
        rename === undefined ? `${real} = "${req}"` : `${rename} = { package = "${real}", version = "${req}" }`,
      );
    return lines.length === 0 ? '' : `[${title}]\n${lines.join('\n')}\n`;
  };
  const head = `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n${fields}\n`;
  return `${head}${tables}\n${table('normal', 'dependencies')}${table('build', 'build-dependencies')}`;
}

function line({ name, version, at, yanked = false, needs = [] }: Published, archive: Uint8Array): string {
  const deps = needs.map(({ name: real, req = '1', kind = 'normal', rename }) => ({
    name: rename ?? real,
    ...(rename === undefined ? {} : { package: real }),
    req: /^\d/.test(req) ? `^${req}` : req,
    features: [],
    optional: false,
    default_features: true,
    target: null,
    kind,
  }));
  const cksum = createHash('sha256').update(archive).digest('hex');
  return JSON.stringify({
    name,
    vers: version,
    cksum,
    deps,
    features: {},
    yanked,
    ...(at === undefined ? {} : { pubtime: at }),
  });
}
