/** The models that come with this package. */
import { BYTES } from './bytes.ts';
import { CLAP_MODELS } from './clap.ts';
import { CLAP_BETA_MODELS } from './clap-beta.ts';
import { declaredModel, type ModelDeclaration } from './declared-model.ts';
import { DERIVATIVE } from './derivative.ts';
import { DERIVE_BUILDER } from './derive-builder.ts';
import type { DeriveModel } from './derive-model.ts';
import { DERIVE_MORE } from './derive-more.ts';
import { EDUCE } from './educe.ts';
import { ENUM_DERIVES } from './enum-derives.ts';
import { PROST } from './prost.ts';
import { SERDE_MODELS } from './serde.ts';
import { STRUCTOPT_MODELS } from './structopt.ts';
import { STRUM } from './strum.ts';
import { THISERROR } from './thiserror.ts';
import { TYPED_BUILDER } from './typed-builder.ts';
import { WRAPPERS } from './wrappers.ts';
import { YOKE } from './yoke.ts';
import { ZEROCOPY } from './zerocopy.ts';

/** Models that are data. */
const DECLARATIONS: readonly ModelDeclaration[] = [
  ...THISERROR,
  ...STRUM,
  ...DERIVE_MORE,
  ...WRAPPERS,
  ...BYTES,
  ...DERIVE_BUILDER,
  ...DERIVATIVE,
  ...EDUCE,
  ...ENUM_DERIVES,
  ...PROST,
  ...TYPED_BUILDER,
  ...ZEROCOPY,
  ...YOKE,
];

export const DERIVE_MODELS: readonly DeriveModel[] = [
  ...CLAP_MODELS,
  ...CLAP_BETA_MODELS,
  ...SERDE_MODELS,
  ...STRUCTOPT_MODELS,
  ...DECLARATIONS.map(declaredModel),
];
