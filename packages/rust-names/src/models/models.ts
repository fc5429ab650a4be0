/** The models that come with this package. */
import { CLAP_MODELS } from './clap.ts';
import { CLAP_BETA_MODELS } from './clap-beta.ts';
import { declaredModel } from './declared-model.ts';
import type { DeriveModel } from './derive-model.ts';
import { SERDE_MODELS } from './serde.ts';
import { THISERROR } from './thiserror.ts';

export const DERIVE_MODELS: readonly DeriveModel[] = [
  ...CLAP_MODELS,
  ...CLAP_BETA_MODELS,
  ...SERDE_MODELS,
  ...[...THISERROR].map(declaredModel),
];
