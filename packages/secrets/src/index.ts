/** `@lazaret/secrets`: finds secrets in text, archives and crates: own rules, any gitleaks.toml. */
export { SecretsError, SecretsErrorCode } from './error.ts';
export type { GitleaksConfig } from './gitleaks/config.ts';
export type { GitleaksFinding } from './gitleaks/finding.ts';
export { type ConfigSources, loadGitleaksConfig } from './gitleaks/load.ts';
export { type GitleaksOptions, GitleaksScanner } from './gitleaks/scanner.ts';
export { GoRegex, type Span } from './regex/go-regex.ts';
export { Guard } from './regex/guard.ts';
export { isOpen, type Place, type SecretFinding, Standing } from './native/finding.ts';
export { SecretScanner, type SecretScannerOptions } from './native/scanner.ts';
export { SECRET_RULES } from './rules/index.ts';
export { rulePattern, type SecretRule } from './rules/rule.ts';
