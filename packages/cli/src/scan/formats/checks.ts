/** `lazaret scan --list-checks`: what is looked for, and what makes a check wrong. */
import { styleText } from 'node:util';
import type { Check } from '@lazaret/behaviour';
import { jsonText } from '../../formats/format.ts';

export function checksJson(checks: readonly Check[]): string {
  return jsonText(
    {
      checks: sorted(checks).map(({ id, version, group, severity, title, evidence, wrongWhen }) => {
        return { id, version, group, severity, title, evidence, wrong_when: wrongWhen };
      }),
    },
    2,
  );
}

export function checksHuman(checks: readonly Check[], color: boolean): string {
  const bold = (text: string) => (color ? styleText('bold', text, { validateStream: false }) : text);
  const lines: string[] = [];
  let group = '';
  for (const check of sorted(checks)) {
    if (check.group !== group) lines.push(...(group === '' ? [] : ['']), bold(check.group));
    group = check.group;
    lines.push(
      `  ${check.id}  version ${check.version}, at most ${check.severity}`,
      `      ${check.title}`,
      `      wrong when: ${check.wrongWhen}`,
    );
  }
  lines.push('', `${checks.length} checks`);
  return `${lines.join('\n')}\n`;
}

function sorted(checks: readonly Check[]): Check[] {
  return checks.toSorted((a, b) => (a.group === b.group ? (a.id < b.id ? -1 : 1) : a.group < b.group ? -1 : 1));
}
