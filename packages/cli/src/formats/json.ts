/** `--format json`: the report itself, one object, as `schemas/audit.schema.json` describes it. */
import { type Format, jsonText } from './format.ts';

export const json: Format = (report) => jsonText(report, 2);
