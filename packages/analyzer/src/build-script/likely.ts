/**
 * What to take for configuration that a build script may set and that nobody can tell: what stable compilers on common
 * targets get. Code on the other side is not forgotten, but it counts as perhaps only.
 */

/** Words of names that stand for what is missing, unstable, or only there for work on the crate itself. */
const OFF =
  /(?:^|_)(?:no|not|without|lacks?|disable|nightly|unstable|docsrs|doc|docs|loom|fuzz|fuzzing|miri|kani|shuttle|test|tests|testing|probe|dev|debug|internal|bench|exempt|experimental|specialization|bootstrap|bootstrapped|assume|feature|features|msan|tsan|asan|sanitize|coverage|static|intrinsics|attrs|portable|u128|mobile|wasm|wasm32|windows|macos|apple|bsd|libressl|boringssl)(?:_|\d|$)/i;

export function likelyOn(name: string): boolean {
  return !OFF.test(name) && !OFF_WHOLE.test(name);
}

/** Names that scripts probe for on nightly compilers only. */
const OFF_WHOLE = /generic_member_access|^proc_macro_span$|core_intrinsics|provide_api|read_buf|^specialize$/;
