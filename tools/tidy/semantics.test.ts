/** docs/SEMANTICS.md names limits with their values: they are those of the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function constants(): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src');
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      for (const [, constant, value] of text.matchAll(/const ([A-Z_]+) = ([\d_]+);/g)) {
        const values = found.get(constant!) ?? new Set();
        found.set(constant!, values.add(Number(value!.replaceAll('_', ''))));
      }
    }
  }
  return found;
}

test('limits in the documentation are those of the code', () => {
  const known = constants();
  const rows = [...readFileSync(join(root, 'docs/SEMANTICS.md'), 'utf8').matchAll(/\(`([A-Z_]+)`\) \| ([\d,]+)/g)].map(
    ([, constant, value]) => [constant!, Number(value!.replaceAll(',', ''))] as const,
  );
  expect(rows.length).toBeGreaterThan(4);
  for (const [constant, value] of rows) expect([...(known.get(constant) ?? [])], constant).toContain(value);
});
