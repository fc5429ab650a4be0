/**
 * Infers every body of the standard library's sources: no crash, no hang; how much stays unknown, how long it takes.
 *
 *   node tools/score/std-bodies.ts [core|alloc|std ..] [--show N]
 */
import { DefFlag, DefKind, type LocalDef, UseKind, World } from '@lazaret/facts';
import { addStd } from './std-crates.ts';

const args = process.argv.slice(2);
const show = args.includes('--show') ? Number(args[args.indexOf('--show') + 1]) : 20;
const wanted = args.filter((arg) => /^[a-z_]+$/.test(arg));
const world = new World();
addStd(world);

const BODIES: ReadonlySet<number> = new Set([
  DefKind.Fn,
  DefKind.Const,
  DefKind.Static,
  DefKind.AssocConst,
  DefKind.AnonConst,
  DefKind.Closure,
  DefKind.Coroutine,
]);

for (const krate of world.crates) {
  if (!(wanted.length === 0 ? ['core', 'alloc', 'std'] : wanted).includes(krate.name)) continue;
  const counts = {
    bodies: 0,
    uses: 0,
    calls: 0,
    unresolved: 0,
    exprs: 0,
    unknown: 0,
    truncated: 0,
    crashed: 0,
    opaque: 0,
  };
  const reasons = new Map<string, { count: number; example: string }>();
  const slow: { name: string; ms: number }[] = [];
  const start = performance.now();
  for (let i = 0; i < krate.defCount(); i++) {
    const def = i as LocalDef;
    if (!BODIES.has(krate.kind(def)) || (krate.flags(def) & DefFlag.HasBody) === 0) continue;
    const span = krate.span(def);
    const name = `${world.names.text(krate.defName(def))} ${krate.files[span.file]}:${span.line}`;
    const before = performance.now();
    let body: ReturnType<typeof krate.body>;
    try {
      body = krate.body(def);
    } catch (error) {
      counts.crashed++;
      if (counts.crashed <= 10)
        console.log('CRASH', name, error instanceof Error ? error.stack?.split('\n').slice(0, 4).join(' | ') : error);
      continue;
    }
    slow.push({ name, ms: performance.now() - before });
    if (body === undefined) continue;
    counts.bodies++;
    counts.exprs += body.exprs;
    counts.unknown += body.exprsUnknown;
    if (body.truncated !== undefined) counts.truncated++;
    for (const use of body.uses) {
      counts.uses++;
      if (use.kind === UseKind.Call) counts.calls++;
      if (use.kind === UseKind.Opaque) counts.opaque++;
      if (use.kind !== UseKind.Unresolved) continue;
      counts.unresolved++;
      const key = `${use.reason} ${use.name === undefined ? '' : world.names.text(use.name)}`;
      const known = reasons.get(key);
      if (known === undefined)
        reasons.set(key, { count: 1, example: `${krate.files[use.span.file]}:${use.span.line}:${use.span.column}` });
      else known.count++;
    }
  }
  const ms = performance.now() - start;
  console.log(
    krate.name,
    JSON.stringify(counts),
    `${ms.toFixed(0)} ms, ${((counts.bodies / ms) * 1000).toFixed(0)} bodies/s`,
  );
  slow.sort((a, b) => b.ms - a.ms);
  for (const { name, ms: took } of slow.slice(0, 8)) console.log(`  slow ${took.toFixed(0)} ms ${name}`);
  for (const [reason, { count, example }] of [...reasons].sort((a, b) => b[1].count - a[1].count).slice(0, show)) {
    console.log(`  ${count} ${reason} ${example}`);
  }
}
