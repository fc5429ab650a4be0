/** The version of Lazaret, in one place; `package.json` says the same (a test compares them). */
export const VERSION = '0.1.0';
