/** Which crate the text of a model means by `$crate`. */
import type { CrateNum } from '@lazaret/facts';
import type { CrateContext } from '../context.ts';

/**
 * The crate of that name among the dependencies, under whatever alias; the crate itself, if it is the facade. Else the one
 * behind the dependencies that passes the macros of `macros` on: `use framework::prelude::*` may bring in both.
 */
export function facadeCrate(ctx: CrateContext, name: string, macros: CrateNum): CrateNum | undefined {
  const direct = [...ctx.externs.values()];
  const named = direct.find((krate) => ctx.world.crate(krate)?.name === name);
  if (named !== undefined) return named;
  if (ctx.input.name === name) return ctx.num;
  const seen = new Set(direct);
  for (const num of seen) {
    const krate = ctx.world.crate(num);
    if (krate === undefined) continue;
    const externs = [...krate.externs.values()];
    if (krate.name === name && externs.includes(macros)) return num;
    for (const extern of externs) seen.add(extern);
  }
  return undefined;
}
