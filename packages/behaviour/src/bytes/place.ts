/** What a file in a package is there for, by where it lies. */

/** Folders of what is only looked at by the crate's own tests, documentation and continuous integration. */
const ASIDE =
  /(?:^|\/)(?:tests?|testing|testdata|test[-_][^/]*|[^/]*[-_]tests?|[^/]*[-_]testdata|fixtures?|examples?|bench(?:es|marks?)?|fuzz|corpus|docs?|ci|\.github|\.circleci|\.gitlab|samples?|demos?|snapshots)\//i;

/** Not part of what is built or run for users of the crate. */
export function isAside(path: string): boolean {
  return ASIDE.test(path);
}
