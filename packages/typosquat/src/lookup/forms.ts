/**
 * Names as a registry compares them, and every key under which another name may be found to be like them. Made once for a corpus
 * and a registry's rules; asked by Lazaret's own checks.
 */
import type { NameRules } from '../registries/rules.ts';
import { Buckets } from './buckets.ts';
import { DeletionIndex } from './deletions.ts';
import { ExactIndex } from './exact.ts';
import { SegmentIndex } from './segments.ts';
import { skeletonOf } from './skeleton.ts';
import { hashOf } from './spelling.ts';
import { rootWords, wordsOfForm } from './word-forms.ts';
import { bagHash } from './words.ts';

export class FormIndex {
  readonly rules: NameRules;
  /** By the number of the name. */
  readonly forms: readonly string[];
  readonly exact: ExactIndex;
  readonly deletions: DeletionIndex;
  readonly segments: SegmentIndex;
  readonly #joined: Buckets;
  readonly #skeletons: Buckets;
  readonly #roots: Buckets;

  constructor(names: readonly string[], rules: NameRules) {
    const forms = names.map((name) => rules.form(name));
    this.rules = rules;
    this.forms = forms;
    this.exact = new ExactIndex(forms);
    this.deletions = new DeletionIndex(forms, this.exact);
    this.segments = new SegmentIndex(forms, this.exact);
    this.#joined = keyed(forms, joinedKey);
    this.#skeletons = keyed(forms, skeletonKey);
    this.#roots = keyed(forms, (form) => rootKey(form, rules));
  }

  /** Names that are this one without regard to separators, and perhaps others. */
  joined(form: string): Int32Array {
    return this.#joined.get(joinedKey(form));
  }

  /** Names that look like this one, and perhaps others. */
  lookalikes(form: string): Int32Array {
    return this.#skeletons.get(skeletonKey(form));
  }

  /** Names of the same words, in any order, whatever says nothing left out; and perhaps others. */
  sameRoots(form: string): Int32Array {
    const key = rootKey(form, this.rules);
    return key === undefined ? new Int32Array(0) : this.#roots.get(key);
  }
}

export function joinedForm(form: string): string {
  return form.replaceAll('-', '');
}

function joinedKey(form: string): number {
  return hashOf(joinedForm(form));
}

function skeletonKey(form: string): number {
  return hashOf(skeletonOf(form));
}

function rootKey(form: string, rules: NameRules): number | undefined {
  const roots = rootWords(wordsOfForm(form), rules);
  return roots && bagHash(roots.map(hashOf));
}

function keyed(forms: readonly string[], key: (form: string) => number | undefined): Buckets {
  const keys = new Int32Array(forms.length);
  const has = new Uint8Array(forms.length);
  for (let id = 0; id < forms.length; id++) {
    const value = key(forms[id]!);
    if (value === undefined) continue;
    keys[id] = value;
    has[id] = 1;
  }
  return new Buckets(forms.length, (emit) => {
    for (let id = 0; id < forms.length; id++) if (has[id] === 1) emit(keys[id]!, id);
  });
}
