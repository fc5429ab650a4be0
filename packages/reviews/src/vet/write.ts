/** `audits.toml` as cargo-vet writes it: criteria, then wildcard audits, audits and trusted entries, each sorted by crate. */
import { stringify } from 'smol-toml';
import type { AuditEntry, CriteriaEntry } from './audits.ts';

export interface WrittenAudits {
  readonly criteria?: ReadonlyMap<string, CriteriaEntry>;
  readonly audits: readonly AuditEntry[];
}

const HEADER = '\n# cargo-vet audits file\n';

/** The file's text; it is read back by cargo-vet and by `readAudits` as the same entries. */
export function writeAudits({ criteria, audits }: WrittenAudits): string {
  const sections: string[] = [];
  for (const [name, entry] of sorted([...(criteria ?? [])], ([key]) => key)) {
    sections.push(table(`[criteria.${key(name)}]`, criteriaTable(entry)));
  }
  for (const entry of sorted([...audits], ({ crate }) => crate)) {
    sections.push(table(`[[audits.${key(entry.crate)}]]`, auditTable(entry)));
  }
  return `${HEADER}\n${sections.length === 0 ? '[audits]\n' : sections.join('\n')}`;
}

function auditTable({ who, criteria, scope, importable, notes, aggregatedFrom }: AuditEntry) {
  return {
    ...(who.length > 0 && { who: short(who) }),
    criteria: short(criteria),
    ...(scope.kind === 'full' && { version: scope.version.text }),
    ...(scope.kind === 'delta' && { delta: `${scope.from.text} -> ${scope.to.text}` }),
    ...(scope.kind === 'violation' && { violation: scope.range }),
    ...(!importable && { importable: false }),
    ...(notes !== undefined && { notes }),
    ...(aggregatedFrom.length > 0 && { 'aggregated-from': short(aggregatedFrom) }),
  };
}

function criteriaTable({ description, descriptionUrl, implies, aggregatedFrom }: CriteriaEntry) {
  return {
    ...(description !== undefined && { description }),
    ...(descriptionUrl !== undefined && { 'description-url': descriptionUrl }),
    ...(implies.length > 0 && { implies: short(implies) }),
    ...(aggregatedFrom.length > 0 && { 'aggregated-from': short(aggregatedFrom) }),
  };
}

/** cargo-vet writes a list of one as a string. */
function short(list: readonly string[]): string | readonly string[] {
  return list.length === 1 ? list[0]! : list;
}

function table(head: string, members: object): string {
  return `${head}\n${stringify(members)}`.replace(/\n*$/, '\n');
}

/** A key, bare where TOML allows it. */
function key(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name);
}

function sorted<T>(list: readonly T[], by: (item: T) => string): readonly T[] {
  return list.toSorted((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));
}
