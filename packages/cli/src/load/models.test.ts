import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parseModels } from './models.ts';

const GOOD = `[[derive]]
macro-crate = "noisy_macros"
name = "Noisy"
versions = ">=0.3, <0.5"
facade = "noisy"
attributes = ["noisy.skip", "noisy.with"]
template = '''
@{impl("$crate::Noisy")} {
  fn shout(&self) { @for f in fields { $crate::shout(&self.@{f.name}); } }
}
'''
`;
const MORE = '[[derive]]\nmacro-crate = "m"\nname = "D"\nversions = "1"\n';

describe('models of the user', () => {
  it('are read, as the schema has them', () => {
    expect(parseModels(GOOD, 'm.toml')[0]).toMatchObject({
      macroCrate: 'noisy_macros',
      derive: 'Noisy',
      facade: 'noisy',
    });
    const schema = JSON.parse(readFileSync(new URL('../../../../schemas/models.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020().compile(schema);
    expect(validate(parse(GOOD)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(parse(GOOD.replace('name =', 'nam =')))).toBe(false);
  });

  it('are of attributes and macros, too', () => {
    const text = `${MORE.replace('derive', 'attribute')}template = "@{item}"\n${MORE.replace('derive', 'macro')}template = "f(@{0})"\n`;
    expect(parseModels(text, 'm.toml').map(({ kind, derive }) => [kind, derive])).toEqual([
      ['attribute', 'D'],
      ['macro', 'D'],
    ]);
    expect(() => parseModels(text.replace('@{0}', '@{x}'), 'm.toml')).toThrow('m.toml:10: there is no hole `@{x}`');
    expect(() => parseModels('', 'm.toml')).toThrow('m.toml:1: there is no [[derive]]');
  });

  it('documented are models', () => {
    const page = readFileSync(new URL('../../../../docs/models.md', import.meta.url), 'utf8');
    const examples = [...page.matchAll(/```toml\n([\s\S]*?)```/g)].map((match) => match[1]!);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(parseModels(example, 'models.md').length).toBeGreaterThan(0);
  });

  it.each([
    ['[[derive]\n', 'm.toml:1:'],
    ['[[derive]]\nname = "A"\n', 'm.toml:1: derive.0.macro-crate'],
    [GOOD.replace('facade', 'facad'), 'm.toml:5: unknown key `facad`'],
    [GOOD.replace('">=0.3, <0.5"', '"new"'), 'm.toml:4: `new` is no range of versions'],
    [`${GOOD}${MORE}template = "@{nothing}"\n`, 'm.toml:16: nothing is called `nothing`'],
    [GOOD.replace('&self.@{f.name}', '&self.@{f.nam}'), 'm.toml:9: there is no property `nam`'],
    [GOOD.replace('"noisy.skip"', '"noisy skip"'), 'm.toml:6: derive.0.attributes.0'],
  ])('are refused with their place: %#', (text, message) => {
    expect(() => parseModels(text, 'm.toml')).toThrow(message);
  });
});
