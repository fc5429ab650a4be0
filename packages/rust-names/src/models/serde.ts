/** serde's derives, after serde_derive 1.0.119 and later (when `serde::__private` got its name). */
import type { DeriveModel } from './derive-model.ts';
import { expandDeserialize } from './serde-deserialize.ts';
import { expandSerialize } from './serde-serialize.ts';

const SERDE = {
  krate: 'serde_derive',
  versions: /^1\.0\.(?:119|1[2-9]\d|[2-9]\d\d)$/,
  facade: 'serde',
  helpers: ['serde'],
} as const;

export const SERDE_MODELS: readonly DeriveModel[] = [
  { ...SERDE, derive: 'Serialize', expand: expandSerialize },
  { ...SERDE, derive: 'Deserialize', expand: expandDeserialize },
];
