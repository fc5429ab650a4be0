/** `@lazaret/provenance`: does a crate come from the repository it names? every difference with a class and its proof. */
export {};
