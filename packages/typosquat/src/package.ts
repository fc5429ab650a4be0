/** What is told of a package: as much as a registry happens to know. Only the name is needed. */

/** A package of any registry. */
export interface Package {
  readonly name: string;
  /**
   * Who may publish it: any strings that are unique in the registry (`user::17`, a login). Two packages with an owner in common
   * do not imitate each other.
   */
  readonly owners?: readonly string[] | undefined;
  /** Downloads, dependents, or any other count that grows with use; counts of one corpus are compared with each other only. */
  readonly downloads?: number | undefined;
  readonly description?: string | undefined;
  readonly repository?: string | undefined;
}

/** What can be said of a package that is asked about, beyond what a corpus holds. All of it is optional. */
export interface AskedPackage extends Package {
  /** Share (0 to 1) of its content that is that of another package, by that package's name: clones. */
  readonly contentOf?: ReadonlyMap<string, number> | undefined;
}
