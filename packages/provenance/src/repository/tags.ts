/** Which tags may stand for a version (the orders of cargo-goggles and crates_io_analyzer together). */
import type { Ref } from './repository.ts';

/** From the name that says most to the one that says least; a bare version may be a sibling's in a workspace. */
export function tagNames(name: string, version: string): string[] {
  const plain = version.replace(/\+.*$/, '');
  const versions = plain === version ? [version] : [version, plain];
  const names = [...new Set([name, name.replaceAll('-', '_'), name.replaceAll('_', '-')])];
  const found: string[] = [];
  for (const v of versions) {
    for (const n of names) {
      found.push(
        `${n}-v${v}`,
        `${n}-${v}`,
        `${n}_v${v}`,
        `${n}_${v}`,
        `${n}/v${v}`,
        `${n}/${v}`,
        `${n}@v${v}`,
        `${n}@${v}`,
        `${n}v${v}`,
      );
    }
    found.push(
      `v${v}`,
      v,
      `v/${v}`,
      `release-${v}`,
      `release-v${v}`,
      `release/${v}`,
      `release/v${v}`,
      `V${v}`,
      `v.${v}`,
    );
  }
  return found;
}

/** The tags of a repository that may stand for a version, in that order; then those that end in it after a `/`. */
export function inferTags(refs: readonly Ref[], name: string, version: string): Ref[] {
  const tags = new Map<string, Ref>();
  for (const ref of refs) if (ref.name.startsWith('refs/tags/')) tags.set(ref.name.slice('refs/tags/'.length), ref);
  const found = tagNames(name, version).flatMap((tag) => tags.get(tag) ?? []);
  const plain = version.replace(/\+.*$/, '');
  for (const [tag, ref] of tags) {
    const last = tag.slice(tag.lastIndexOf('/') + 1);
    if (tag.includes('/') && (last === plain || last === `v${plain}`) && !found.includes(ref)) found.push(ref);
  }
  return found;
}

/** Whether a tag says a version and no package's name. */
export function isBareTag(ref: string | undefined): boolean {
  return /^refs\/tags\/(release[-/])?[vV]?[./]?\d[^/]*$/.test(ref ?? '');
}
