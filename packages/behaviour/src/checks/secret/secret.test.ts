import { examplesOf, githubChecksum, SECRET_RULES, seededRandom } from '@lazaret/secrets';
import { describe, expect, it } from 'vitest';
import { context, crate, findings } from '../../../test/crate.ts';
import { scan } from '../../scan.ts';
import { secretNew, secretShipped } from './shipped.ts';

const RANDOM = 'q7Wm2vKx90LpRtYz41aBcXeFgHiJ5k';
/** Made here, so that no scanner takes this file for a leak. */
const TOKEN = `ghp_${RANDOM}${githubChecksum(RANDOM)}`;
const code = (token: string) => `pub const T: &str = "${token}";\n`;
const example = (id: string) => examplesOf(SECRET_RULES.find((rule) => rule.id === id)!, seededRandom(2))[0]!;

describe('credentials in the package', () => {
  it('ask a person, and show no secret', () => {
    const [found] = findings(secretShipped, { 'src/lib.rs': code(TOKEN) });
    expect(found).toMatchObject({ severity: 'review', evidence: [{ file: 'src/lib.rs', line: 1, column: 22 }] });
    expect(JSON.stringify(found)).not.toContain(RANDOM);
  });

  it('are no finding in tests and examples, nor where a checksum does not fit', () => {
    expect(findings(secretShipped, { 'tests/a.rs': code(TOKEN), 'examples/b.rs': code(TOKEN) })).toEqual([]);
    expect(findings(secretShipped, { 'src/lib.rs': code(TOKEN.replace('q7', 'q8')) })).toEqual([]);
  });

  it('are a note where only a name says what they are', () => {
    expect(findings(secretShipped, { 'src/lib.rs': example('generic-api-key') }).map((it) => it.severity)).toEqual([
      'note',
    ]);
  });

  it('hold nothing, however many there are', () => {
    const files = { 'src/lib.rs': code(TOKEN), '.cargo/credentials.toml': example('cargo-registry-token') };
    const { verdict } = scan({ ...context(crate(files)), previous: crate({ 'src/lib.rs': '' }) }, [
      secretShipped,
      secretNew,
    ]);
    expect(verdict).toMatchObject({ level: 'review', score: 40 });
  });

  it('are new where the version before did not have them', () => {
    const subject = crate({ 'src/lib.rs': `\n\n${code(TOKEN)}` });
    const run = (previous: ReturnType<typeof crate>) => secretNew.run({ ...context(subject), previous });
    expect(run(crate({ 'src/other.rs': code(TOKEN) }))).toEqual([]);
    expect(run(crate({ 'src/lib.rs': '' }))).toMatchObject([{ severity: 'review' }]);
    expect(secretNew.run(context(subject))).toEqual([]);
  });
});
