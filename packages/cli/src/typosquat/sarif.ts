/** `lazaret typosquat --format sarif`: a result for each name and the package that it is most like. */
import type { LikenessCheck, NameLevel, NameVerdict } from '@lazaret/typosquat';
import { jsonText } from '../formats/format.ts';
import { RESULTS_MAX, sarifText, sarifUri } from '../formats/sarif.ts';
import { VERSION } from '../version.ts';

const LEVEL: Readonly<Record<NameLevel, string>> = { none: 'none', low: 'note', medium: 'warning', high: 'error' };

/** `place`: the file that the names stand in, if it is one. */
export function verdictsSarif(
  verdicts: readonly NameVerdict[],
  checks: readonly LikenessCheck[],
  place: string | undefined,
): string {
  const indexes = new Map(checks.map(({ id }, at) => [id, at]));
  const results = verdicts.flatMap(({ name, imitated, suppressed }) => {
    const nearest = imitated[0] ?? suppressed[0];
    if (nearest === undefined) return [];
    const { target, level, score, reasons } = nearest;
    const text = `${name} could be mistaken for ${target}: ${reasons.map((it) => it.text).join('; ')}`;
    return [
      {
        ruleId: reasons[0]!.check,
        ruleIndex: indexes.get(reasons[0]!.check) ?? -1,
        level: LEVEL[level],
        message: sarifText(text),
        ...(place === undefined
          ? {}
          : { locations: [{ physicalLocation: { artifactLocation: { uri: sarifUri(place) } } }] }),
        partialFingerprints: { 'lazaret/name': `${name}:${target}` },
        properties: { name, target, score },
        ...(imitated.length > 0
          ? {}
          : { suppressions: [{ kind: 'external', justification: suppressed[0]!.suppression.reason }] }),
      },
    ];
  });
  const rules = checks.map(({ id, title }) => ({ id, name: id, shortDescription: { text: title } }));
  const run = {
    tool: { driver: { name: 'lazaret', version: VERSION, informationUri: 'https://lazaret.invalid/', rules } },
    automationDetails: { id: 'lazaret-typosquat/' },
    results: results.slice(0, RESULTS_MAX),
  };
  return jsonText({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, 2);
}
