/** `@lazaret/secrets`: finds secrets in text, archives and crates: own rules, any gitleaks.toml. */
export {};
