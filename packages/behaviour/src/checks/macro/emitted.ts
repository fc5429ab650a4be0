/**
 * What a macro puts into other people's code: paths to processes, sockets and code before `main` among the tokens of `quote!`
 * and its kin, and in text that is parsed into tokens. The macro itself is then harmless, and so is every line that a
 * reviewer of the user's crate sees.
 */
import { type MacroTokens, macroTokens, tokensOf } from '@lazaret/analyzer';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { ScanContext } from '../../context.ts';
import type { Evidence, Severity } from '../../finding.ts';
import { sinkHost } from '../../knowledge/hosts.ts';
import { sensitivePlace } from '../../knowledge/places.ts';
import { isDownloadAndRun } from '../../knowledge/programs.ts';
import { shownText } from '../../values/folded.ts';
import { defanged } from '../evidence.ts';

/** Macros whose tokens run in the macro itself, where the other checks see them. */
const OWN_CODE =
  /^(?:e?println|e?print|format|write|writeln|panic|(?:debug_)?assert(?:_eq|_ne)?|vec|matches|unreachable|todo|unimplemented|log|info|debug|warn|error|trace|bail|ensure|anyhow|eyre|cfg|concat|env|option_env|include\w*|thread_local|lazy_static|dbg|format_args|format_ident|abort\w*|emit_\w+|compile_error|cfg_if|bitflags|custom_keyword|parenthesized|braced|bracketed|Token)$/;
const FILES_MAX = 400;

interface Sign {
  readonly what: string;
  readonly pattern: RegExp;
  readonly severity: Severity;
}

const SIGNS: readonly Sign[] = [
  {
    what: 'starts processes',
    pattern: /\bprocess::(?:Command|\{[^}]*\bCommand\b)|\blibc::(?:system|popen|exec\w+|fork)\b/,
    severity: 'review',
  },
  {
    what: 'opens connections',
    pattern:
      /\bnet::(?:Tcp(?:Stream|Listener)|UdpSocket|\{[^}]*(?:TcpStream|UdpSocket))|\b(?:reqwest|ureq|hyper|curl|isahc|attohttpc|minreq)::\w/,
    severity: 'review',
  },
  { what: 'goes through the environment', pattern: /\benv::vars(?:_os)?\b/, severity: 'note' },
  {
    what: 'runs before main',
    pattern: /\blink_section="[^"]*(?:init_array|mod_init_func|CRT\$XC)|#\[(?:\w+::)*ctor(?:::\w+)*\b/,
    severity: 'note',
  },
  {
    what: 'writes files',
    pattern: /\bfs::(?:write|remove_\w+|rename|set_permissions|File::create)\b/,
    severity: 'note',
  },
  {
    what: 'declares C functions that run programs',
    pattern: /extern"C"\{[^}]*\bfn (?:system|popen|execve?|fork|dlopen)\b/,
    severity: 'review',
  },
];

export const macroEmitted: Check = {
  id: 'macro-emitted-code',
  version: 1,
  group: 'macro',
  title: 'a macro puts code into its users’ crates that starts processes or connects',
  severity: 'hold',
  evidence: ['code'],
  wrongWhen: 'a macro for tests or command lines starts the program that it is about',
  run: (context) => context.code.units.flatMap((unit) => (unit.unit === 'macro' ? forUnit(context, unit) : [])),
};

function forUnit(context: ScanContext, unit: CodeUnit) {
  let severity: Severity = 'note';
  let decisive = false;
  const evidence: Evidence[] = [];
  for (const { tokens, file, line } of emitted(context, unit)) {
    const signs = signsOf(tokens);
    if (signs.length === 0) continue;
    if (signs.some((sign) => sign.severity === 'review') && severity === 'note') severity = 'review';
    if (grave(tokens, signs)) {
      severity = 'hold';
      decisive = true;
    }
    evidence.push({
      kind: 'code',
      text: `emits code that ${signs.map((it) => it.what).join(', ')}: ${defanged(excerpt(tokens.text, signs[0]!))}`,
      file,
      line,
    });
  }
  if (evidence.length === 0) return [];
  const { id, version, group, title } = macroEmitted;
  return [
    { check: id, version, group, title, severity, evidence: evidence.slice(0, 6), ...(decisive ? { decisive } : {}) },
  ];
}

export function signsOf(tokens: MacroTokens): readonly Sign[] {
  return SIGNS.filter((sign) => sign.pattern.test(tokens.text));
}

/** A chain in the emitted code itself; a `strict` one needs its texts. */
export function grave(tokens: MacroTokens, signs: readonly Sign[], strict = false): boolean {
  const { strings } = tokens;
  const runs = signs.some((it) => it.what === 'starts processes');
  const connects = signs.some((it) => it.what === 'opens connections');
  if (runs && (isDownloadAndRun(strings.join(' ')) || strings.some(isDownloadAndRun))) return true;
  if (runs && connects && !strict) return true;
  const sends = connects || strings.some((it) => /^(?:curl|wget)$/.test(it));
  return (
    sends &&
    (/\benv::vars/.test(tokens.text) ||
      strings.some((it) => sensitivePlace(it) !== undefined || sinkHost(it)?.what === 'a messenger'))
  );
}

function* emitted({ subject, code }: ScanContext, unit: CodeUnit) {
  const { files } = code.world.crate(unit.crate);
  for (const file of files.slice(0, FILES_MAX)) {
    const bytes = subject.files.get(file);
    if (bytes === undefined || /(?:^|\/)tests?(?:\/|\.rs$)/.test(file)) continue;
    for (const tokens of macroTokens(bytes, (name) => !OWN_CODE.test(name))) yield { tokens, file, line: tokens.line };
  }
  for (const ref of unit.flow.calls()) {
    if (!/(?:^|::)(?:parse|from_str|parse_str)$/.test(unit.callee(ref))) continue;
    const [id] = ref.call.args;
    if (id === undefined) continue;
    const place = code.world.crate(ref.call.span.krate).files[ref.call.span.file] ?? '';
    for (const reading of unit.folder.texts({ flow: ref.flow, id })) {
      const text = shownText(reading);
      if (/::|#\[/.test(text)) yield { tokens: tokensOf(text), file: place, line: ref.call.span.line };
    }
  }
}

export function excerpt(text: string, sign: Sign): string {
  const at = text.search(sign.pattern);
  return text.slice(Math.max(0, at - 20), at + 100);
}
