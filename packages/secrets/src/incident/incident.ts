/**
 * What is done about a leaked secret, as data: found → owner notified → revoked → removed → closed, with a deadline for each
 * step. A record holds no secret, only its hash. All times are given, none is read from a clock.
 */
import { SecretsError } from '../error.ts';
import { type SecretFinding, Standing } from '../native/finding.ts';

export const INCIDENT_STATES = ['found', 'notified', 'revoked', 'removed', 'closed'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

export interface IncidentStep {
  readonly state: IncidentState;
  /** RFC 3339. */
  readonly at: string;
  readonly by: string;
  readonly note: string;
}

export interface Incident {
  /** The secret's hash: one incident for a secret, wherever it was found. */
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly redacted: string;
  readonly standing: Standing;
  /** Where it was found, first place first. */
  readonly places: readonly { readonly package: string; readonly file: string; readonly line: number }[];
  readonly steps: readonly IncidentStep[];
}

/** Hours from the finding to each step. */
export type Deadlines = Readonly<Record<Exclude<IncidentState, 'found'>, number>>;

/** A proved credential is in the hands of whoever downloads the package. */
const DEADLINES: Readonly<Record<'proved' | 'likely', Deadlines>> = {
  proved: { notified: 4, revoked: 24, removed: 72, closed: 168 },
  likely: { notified: 24, revoked: 72, removed: 168, closed: 336 },
};

/** Opens incidents for findings in a package, one for each secret. */
export function openIncidents(
  findings: readonly SecretFinding[],
  found: { readonly package: string; readonly at: string; readonly by: string },
): Incident[] {
  moment(found.at);
  const incidents = new Map<string, Incident>();
  for (const finding of findings) {
    const place = { package: found.package, file: finding.file, line: finding.place.line };
    const known = incidents.get(finding.hash);
    if (known !== undefined) {
      incidents.set(finding.hash, { ...known, places: [...known.places, place] });
      continue;
    }
    const { rule, title, redacted, standing } = finding;
    const steps: IncidentStep[] = [{ state: 'found', at: found.at, by: found.by, note: '' }];
    incidents.set(finding.hash, { id: finding.hash, rule, title, redacted, standing, places: [place], steps });
  }
  return [...incidents.values()];
}

export function stateOf(incident: Incident): IncidentState {
  return incident.steps.at(-1)!.state;
}

/**
 * Adds a step. States are not skipped backwards and never taken twice; forwards, only `closed` may follow any of them (a
 * secret that was none), and then a note says why.
 */
export function advance(incident: Incident, step: IncidentStep): Incident {
  const now = INCIDENT_STATES.indexOf(stateOf(incident));
  const next = INCIDENT_STATES.indexOf(step.state);
  if (next === -1) throw malformed(`there is no state ${step.state}`);
  if (moment(step.at) < moment(incident.steps.at(-1)!.at)) throw malformed('a step is before the one it follows');
  const early = step.state === 'closed' && now < next - 1;
  if (early && step.note.trim() === '') throw malformed('an incident that is closed early needs a note');
  if (next !== now + 1 && !(early && next > now)) {
    throw malformed(`${step.state} does not follow ${INCIDENT_STATES[now]}`);
  }
  return { ...incident, steps: [...incident.steps, step] };
}

export interface IncidentStatus {
  readonly state: IncidentState;
  readonly next: IncidentState | undefined;
  /** When the next step is due, RFC 3339. */
  readonly due: string | undefined;
  readonly overdue: boolean;
}

/** Where an incident stands at a moment. */
export function statusOf(incident: Incident, now: string, deadlines?: Deadlines): IncidentStatus {
  const state = stateOf(incident);
  const next = INCIDENT_STATES[INCIDENT_STATES.indexOf(state) + 1];
  if (next === undefined || next === 'found') return { state, next: undefined, due: undefined, overdue: false };
  const hours = (deadlines ?? DEADLINES[incident.standing === Standing.Proved ? 'proved' : 'likely'])[next];
  const due = moment(incident.steps[0]!.at) + hours * 3_600_000;
  return { state, next, due: new Date(due).toISOString(), overdue: moment(now) > due };
}

/** Incidents as a document for a registry: each with its state and what is due, the most urgent first. */
export function exportIncidents(incidents: readonly Incident[], now: string, deadlines?: Deadlines): string {
  const entries = incidents.map((incident) => ({ ...incident, status: statusOf(incident, now, deadlines) }));
  entries.sort((a, b) => (a.status.due ?? '9').localeCompare(b.status.due ?? '9') || a.id.localeCompare(b.id));
  return `${JSON.stringify({ at: now, incidents: entries }, null, 2)}\n`;
}

/** Reads what {@link exportIncidents} wrote. */
export function parseIncidents(text: string): Incident[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SecretsError('document', 'the incidents are no JSON', { cause: error });
  }
  const { incidents } = (value ?? {}) as { incidents?: unknown };
  if (!Array.isArray(incidents)) throw malformed('the document has no `incidents`');
  return incidents.map((one: (Incident & { status?: unknown }) | null) => {
    const valid =
      typeof one?.id === 'string' &&
      typeof one.rule === 'string' &&
      Array.isArray(one.places) &&
      Array.isArray(one.steps) &&
      one.steps.length > 0 &&
      one.steps.every((step) => INCIDENT_STATES.includes(step?.state) && typeof step.at === 'string');
    if (!valid) throw malformed('an incident is incomplete');
    const { status: _, ...incident } = one!;
    return incident;
  });
}

function moment(text: string): number {
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw malformed(`${text.slice(0, 40)} is no moment (RFC 3339)`);
  return value;
}

function malformed(message: string): SecretsError {
  return new SecretsError('document', message);
}
