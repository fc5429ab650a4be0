/** `@lazaret/secrets`: finds secrets in text, archives and crates: own rules, any gitleaks.toml. */

export {
  type AlertAnswer,
  type AlertKey,
  answerAlerts,
  parseAlertKeys,
  parseAlerts,
  type SecretAlert,
  toAlerts,
  verifyAlertSignature,
} from './alerts/alerts.ts';
export { type ArchiveLimits, DEFAULT_LIMITS } from './archive/limits.ts';
export { type Walk, type WalkedFile, walkFile } from './archive/walk.ts';
export { type KnownSecrets, knownSecrets, parseBaseline } from './baseline/baseline.ts';
export { SecretsError, SecretsErrorCode } from './error.ts';
export type { GitleaksConfig } from './gitleaks/config.ts';
export { GITLEAKS_DEFAULT_CONFIG_URL } from './gitleaks/default-config.ts';
export type { GitleaksFinding } from './gitleaks/finding.ts';
export { type ConfigSources, loadGitleaksConfig } from './gitleaks/load.ts';
export { type GitleaksOptions, GitleaksScanner } from './gitleaks/scanner.ts';
export {
  advance,
  type Deadlines,
  exportIncidents,
  INCIDENT_STATES,
  type Incident,
  type IncidentState,
  type IncidentStatus,
  type IncidentStep,
  openIncidents,
  parseIncidents,
  stateOf,
  statusOf,
} from './incident/incident.ts';
export { githubChecksum, trustedPublishingChecksum } from './native/checks.ts';
export { isOpen, type Place, type SecretFinding, Standing } from './native/finding.ts';
export { SecretScanner, type SecretScannerOptions } from './native/scanner.ts';
export { GoRegex, type Span } from './regex/go-regex.ts';
export { Guard } from './regex/guard.ts';
export { type GitleaksRecord, gitleaksRecord, ownGitleaksRecord } from './report/gitleaks-json.ts';
export { type Compared, type FindingRecord, findingRecord } from './report/json.ts';
export { secretsSarif } from './report/sarif.ts';
export { examplesOf, nearMissesOf, seededRandom } from './rules/examples.ts';
export { SECRET_RULES } from './rules/index.ts';
export { rulePattern, type SecretRule } from './rules/rule.ts';
export { decodeText, type Text } from './text/decode.ts';
