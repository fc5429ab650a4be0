/** `@lazaret/practices`: a best-practice score per crate: OpenSSF Scorecard's checks and Rust's own. */
export {};
