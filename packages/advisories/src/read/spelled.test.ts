import { describe, expect, it } from 'vitest';
import { spelledNames } from './spelled.ts';

describe('names spelled in a text', () => {
  it('takes code spans, paths, calls and words that can only be identifiers', () => {
    const text =
      'The function read_raw() of `Reader` and crate::io::fill_buf leak; MemoryRange too. Plain words do not count.';
    expect(spelledNames('Leak in `Reader::read`', text)).toEqual([
      'Reader::read',
      'Reader',
      'crate::io::fill_buf',
      'read_raw',
      'MemoryRange',
    ]);
  });

  it('takes of a method call the method, of a path the whole', () => {
    expect(spelledNames('', '`value.deref_it()` and `Type::<u8>::make(x)` and `Obj.field`')).toEqual([
      'deref_it',
      'Type::make',
      'Obj::field',
    ]);
    expect(spelledNames('', 'see Vec::from_raw_parts() there')).toEqual(['Vec::from_raw_parts']);
  });

  it('takes of example code what is called or qualified, and nothing of links', () => {
    const code =
      '```rust\nlet local = 1;\nparse_it::<u8>(local);\nfoo::Bar::new();\n```\nhttps://example.com/some_path(x)';
    expect(spelledNames('', code)).toEqual(['parse_it', 'foo::Bar::new']);
  });

  it('is bounded', () => {
    const names = spelledNames('', Array.from({ length: 5000 }, (_, at) => `\`name_${at}\``).join(' '));
    expect(names).toHaveLength(200);
    expect(spelledNames('', `\`${'a'.repeat(150)}\` ${'`'.repeat(100_000)}`)).toEqual([]);
    for (const piece of ['a::', 'a_', 'Aa', 'a', '```', '::<', 'a.', 'a ', 'http://']) {
      expect(spelledNames('', piece.repeat(100_000 / piece.length)).length).toBeLessThan(200);
    }
  });
});
