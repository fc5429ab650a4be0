/** `@lazaret/reviews`: federated code review: cargo-vet audits and cargo-crev proofs, read, verified and merged. */
export {};
