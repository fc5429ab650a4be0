/** `lazaret provenance --format json`, published as `schemas/provenance.schema.json`: fields are added, never changed. */
import type { ProvenanceReport } from '@lazaret/provenance';
import { jsonText } from '../formats/format.ts';
import { VERSION } from '../version.ts';

const PROVENANCE_SCHEMA = 'https://lazaret.invalid/schemas/provenance-1.schema.json';

export function provenanceJson(report: ProvenanceReport): string {
  return jsonText({ $schema: PROVENANCE_SCHEMA, tool: { name: 'lazaret', version: VERSION }, ...report }, 2);
}

/** One line of ndjson: the target as it was asked for, and the report. */
export function provenanceLine(target: string, report: ProvenanceReport): string {
  return `${JSON.stringify({ target, ...report })}\n`;
}

/** A target of which there is no report. */
export function provenanceErrorLine(target: string, error: string): string {
  return `${JSON.stringify({ target, error })}\n`;
}
