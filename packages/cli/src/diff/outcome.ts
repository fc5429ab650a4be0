/** What all formats of `lazaret diff` show: the differences, and what the checks say of them. */
import type { ScanResult, VersionDiff } from '@lazaret/behaviour';
import type { ScanReport } from '../scan/report.ts';

export interface DiffOutcome {
  readonly diff: VersionDiff;
  readonly result: ScanResult;
  /** The same result as that of a scan, for formats that are those of a scan. */
  readonly report: ScanReport;
}
