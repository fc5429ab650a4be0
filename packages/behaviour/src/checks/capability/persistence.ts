/**
 * Writing where code is run again later: authorized keys, cron, systemd, launch agents, start-up files of shells, git hooks,
 * Cargo's configuration. A crate that does so for whoever uses it stays on the machine when the program is gone.
 */
import type { Action } from '../../actions/action.ts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { Evidence, Severity } from '../../finding.ts';
import { type KnownPlace, persistentPlace } from '../../knowledge/places.ts';
import { baseName } from '../../knowledge/programs.ts';
import { shownText, wholeText } from '../../values/folded.ts';
import type { CallRef } from '../../values/program-flow.ts';
import { traceOf } from '../../values/trace.ts';
import { evidenceOf, groupOf, isBuildTime, shown, shownCommand, UNIT_WORD } from '../evidence.ts';

/** Nobody's tool writes these as a service to its user without saying so. */
const GRAVE = /SSH|cron|preloaded/;
const MILD = /git hooks|Cargo configuration/;

export const persistence: Check = {
  id: 'persistence',
  version: 1,
  group: 'capability',
  title: 'writes where code is run again later',
  severity: 'hold',
  evidence: ['code'],
  wrongWhen: 'an installer or a tool for hooks or autostart does its work',
  run({ code }) {
    return code.units.flatMap((unit) => {
      let severity: Severity = 'review';
      let decisive = false;
      const evidence: Evidence[] = [];
      for (const action of unit.actions) {
        const place = placeOf(unit, action);
        if (place === undefined) continue;
        if (GRAVE.test(place.what) || (isBuildTime(unit) && !MILD.test(place.what))) {
          severity = 'hold';
          decisive ||= unit.unit !== 'bin';
        }
        const what =
          action.kind === 'file'
            ? `writes ${shown(action.path)}`
            : action.kind === 'command'
              ? `runs \`${shownCommand(action)}\``
              : action.function;
        evidence.push(evidenceOf(unit, action, `${what}: ${place.what}`));
      }
      for (const { ref, place } of registered(unit)) {
        const { span } = ref.call;
        const file = code.world.crate(span.krate).files[span.file] ?? '';
        const text = `${unit.callee(ref)}: ${place.what}`;
        evidence.push({ kind: 'code', text, file, line: span.line, column: span.column });
        if (isBuildTime(unit)) severity = 'hold';
      }
      if (evidence.length === 0) return [];
      const title = `the ${UNIT_WORD[unit.unit]} writes where code is run again later`;
      return [
        {
          check: persistence.id,
          version: 1,
          group: groupOf(unit),
          severity,
          title,
          evidence: evidence.slice(0, 6),
          ...(decisive ? { decisive } : {}),
        },
      ];
    });
  },
};

function placeOf(unit: CodeUnit, action: Action): KnownPlace | undefined {
  if (action.kind === 'file' && (action.op === 'write' || action.op === 'link')) {
    for (const text of action.path) {
      const place = persistentPlace(shownText(text));
      if (place !== undefined) return place;
    }
    if (action.pathRef === undefined || action.path.some((it) => wholeText(it) !== undefined)) return undefined;
    return traceOf(unit.flow, action.pathRef)
      .literals.map(persistentPlace)
      .find((it) => it !== undefined);
  }
  return action.kind === 'command' ? scheduled(action) : undefined;
}

const REGISTERS =
  /(?:^|::)(?:winreg|windows_registry|registry)::.*(?:create\w*|set\w*|open_subkey_with_flags)$|(?:^|::)Reg(?:SetValue|SetKeyValue|CreateKey|OpenKey)\w*$/;
const AUTOSTART_CRATE =
  /^<?(?:auto_launch|auto_launcher|autostart|tauri_plugin_autostart|service_manager|windows_service)::.*::(?:enable|install|create_service)$/;

/** Functions of crates that are not looked at, or of the system, which are told such a place: the registry above all. */
function* registered(unit: CodeUnit): Generator<{ readonly ref: CallRef; readonly place: KnownPlace }> {
  for (const ref of unit.flow.calls()) {
    const { call } = ref;
    const name = unit.callee(ref);
    if (AUTOSTART_CRATE.test(name)) yield { ref, place: { what: 'autostart', pattern: /^/ } };
    if (!REGISTERS.test(name) || /^<?(?:std|core|alloc)::/.test(name)) continue;
    if (call.def !== 0 && unit.flow.bodiesOf(call.def).length > 0) continue;
    for (const id of call.args) {
      const place = unit.folder
        .texts({ flow: ref.flow, id })
        .map((it) => persistentPlace(shownText(it).replace(/\0$/, '')))
        .find((it) => it !== undefined);
      if (place !== undefined) yield { ref, place };
    }
  }
}

/** Commands that schedule or register. */
function scheduled(action: Extract<Action, { kind: 'command' }>): KnownPlace | undefined {
  const line = action.args.map((it) => shownText(it[0] ?? { pieces: [], layers: [] })).join(' ');
  const place = (what: string): KnownPlace => ({ what, pattern: /^/ });
  for (const program of action.program.flatMap((it) => wholeText(it) ?? [])) {
    const name = baseName(program);
    const text = /^(?:sh|bash|cmd|powershell|pwsh)$/.test(name) ? line : `${name} ${line}`;
    if (/\bcrontab\s+-(?!l)/.test(text) || /\|\s*crontab\b/.test(text)) return place('cron jobs');
    if (/\bschtasks\b.*\/create/i.test(text) || /\breg(?:\.exe)?\s+add\b.*CurrentVersion\\+Run/i.test(text))
      return place('autostart');
    if (/\blaunchctl\s+(?:load|bootstrap)\b/.test(text)) return place('launch agents');
    if (/>>?\s*\S*(?:authorized_keys)/.test(text)) return place('authorized SSH keys');
    if (/>>?\s*\S*\.(?:bashrc|zshrc|profile|bash_profile)/.test(text)) return place('shell start-up files');
    if (/\bgit\s+config\b.*core\.hooksPath/i.test(text)) return place('git hooks');
  }
  return undefined;
}
