/** `@lazaret/typosquat`: names that could be mistaken for a popular package's: checks, scores, an index over a corpus. */
export {};
