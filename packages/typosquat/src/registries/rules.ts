/** What a registry says of names: which it takes, and when two are the same to it. */

export interface NameRules {
  readonly id: string;
  /** In words, for messages. */
  readonly title: string;
  /** Longest name that the registry takes. */
  readonly longest: number;
  /** Would the registry take it? */
  isName(name: string): boolean;
  /**
   * The form in which names are compared: lower case, `-` between words. Two names of one form are one name to the registry, or
   * to whoever types it.
   */
  form(name: string): string;
  /** Words that say nothing about the content: whoever adds or drops one means the package itself. */
  readonly emptyWords: readonly string[];
  /** Words of companions, as honest packages of others have them, too. */
  readonly companionWords: readonly string[];
  /** Do the names themselves tell that both packages have one owner? Scopes of npm do. */
  areRelated?(a: string, b: string): boolean;
}
