/**
 * `lazaret scan --format package-analysis`: the data points of OpenSSF Package Analysis in its own result schema
 * (pkg/api/analysisrun/result.go, pkg/api/staticanalysis/record.go), derived from the code and marked so: nothing was observed.
 *
 * Phases are when code runs: `install` is what building runs (build script, macros), `import` what a user of the library can
 * call, `execute` what the package's own binaries do.
 */
import { type Action, type FoldedText, shownText, type UnitName } from '@lazaret/behaviour';
import { jsonText } from '../../formats/format.ts';
import { VERSION } from '../../version.ts';
import type { ScanReport } from '../report.ts';
import { staticFiles } from './package-analysis-files.ts';

const PHASES = { install: ['build', 'macro'], import: ['lib'], execute: ['bin'] } as const satisfies Record<
  string,
  readonly UnitName[]
>;
/** Readings of one command's program: branches choose between few. */
const READINGS_MAX = 8;

export function scanPackageAnalysis(report: ScanReport): string {
  const { name, version } = report.result.subject;
  const { now, verdict } = report.result;
  const phase = (units: readonly UnitName[]) =>
    (report.content?.code.units ?? []).filter(({ unit }) => units.includes(unit)).flatMap(({ actions }) => actions);
  const actions = Object.entries(PHASES).map(([key, units]) => [key, phase(units)] as const);
  return jsonText(
    {
      Package: { Ecosystem: 'crates.io', Name: name, Version: version },
      CreatedTimestamp: now === undefined ? null : Math.floor(Date.parse(now) / 1000),
      Analysis: Object.fromEntries(actions.map(([key, list]) => [key, phaseRecord(list)])),
      StaticAnalysis: {
        schema_version: '1.0',
        ecosystem: 'crates.io',
        name,
        version,
        created: now ?? null,
        results: { files: report.content === undefined ? [] : staticFiles(report.content) },
      },
      // What the schema has no place for.
      Lazaret: {
        version: VERSION,
        observed: false,
        derivation: 'static',
        level: verdict.level,
        score: verdict.score,
        EnvironmentNames: Object.fromEntries(actions.map(([key, list]) => [key, environment(list)])),
      },
    },
    2,
  );
}

function phaseRecord(actions: readonly Action[]): object {
  const sockets = actions.flatMap(socketsOf);
  const hosts = [...new Set(sockets.flatMap(({ Hostnames }) => Hostnames))].sort();
  return {
    // Ended as far as the schema's statuses go: there was no run that could have failed.
    Status: 'completed',
    Stdout: null,
    Stderr: null,
    Files: filesOf(actions),
    Sockets: unique(sockets),
    Commands: unique(actions.flatMap(commandsOf)),
    DNS: hosts.length === 0 ? [] : [{ Class: 'IN', Queries: hosts.map((Hostname) => ({ Hostname, Types: ['A'] })) }],
  };
}

function unique<T extends object>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

const first = (readings: readonly FoldedText[]): string => (readings[0] === undefined ? '{?}' : shownText(readings[0]));

function commandsOf(action: Action): { Command: string[]; Environment: string[] }[] {
  if (action.kind !== 'command') return [];
  const rest = action.args.map(first);
  const Environment = action.env.map(first);
  const programs = action.program.length === 0 ? ['{?}'] : action.program.slice(0, READINGS_MAX).map(shownText);
  return programs.map((program) => ({ Command: [program, ...rest], Environment }));
}

interface FileRecord {
  readonly Path: string;
  Read: boolean;
  Write: boolean;
  Delete: boolean;
}

const ACCESS = {
  read: 'Read',
  list: 'Read',
  write: 'Write',
  permissions: 'Write',
  link: 'Write',
  delete: 'Delete',
} as const;

function filesOf(actions: readonly Action[]): FileRecord[] {
  const files = new Map<string, FileRecord>();
  for (const action of actions) {
    if (action.kind !== 'file') continue;
    for (const Path of action.path.length === 0 ? ['{?}'] : action.path.map(shownText)) {
      const record = files.get(Path) ?? { Path, Read: false, Write: false, Delete: false };
      record[ACCESS[action.op]] = true;
      files.set(Path, record);
    }
  }
  return [...files.values()];
}

function socketsOf(action: Action): { Address: string; Port: number; Hostnames: string[] }[] {
  if (action.kind !== 'network') return [];
  return action.address.map((reading) => {
    const { host, port } = hostAndPort(shownText(reading));
    const isAddress = /^\[?[0-9a-f]*:[0-9a-f:.]+\]?$|^\d{1,3}(\.\d{1,3}){3}$/i.test(host);
    return { Address: isAddress ? host : '', Port: port, Hostnames: isAddress || host === '' ? [] : [host] };
  });
}

const DEFAULT_PORT: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443, wss: 443, ftp: 21 };

/** Of a URL or `host:port`; a hole stands as it is shown, port 0 where none is told. */
export function hostAndPort(text: string): { readonly host: string; readonly port: number } {
  const url = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(text);
  const authority = (url?.[2] ?? text.split('/')[0]!).replace(/^[^@]*@/, '');
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(authority);
  const port = parts?.[2] === undefined ? (DEFAULT_PORT[url?.[1]?.toLowerCase() ?? ''] ?? 0) : Number(parts[2]);
  return { host: parts?.[1] ?? authority, port };
}

function environment(actions: readonly Action[]): string[] {
  const names = actions.flatMap((action) => (action.kind === 'environment' ? action.name.map(shownText) : []));
  return [...new Set(names)].sort();
}
