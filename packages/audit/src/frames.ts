/** Witness paths and reasons of the graph in the words of the report. */
import type { Reason as GraphReason, PathFrame } from '@lazaret/graph';
import type { AuditInput } from './input.ts';
import { join } from './location.ts';
import type { Frame, Reason } from './report.ts';

/** Edge names of the graph as the report shows them. */
const EDGE: Readonly<Record<string, string>> = {
  entry: 'entry',
  call: 'call',
  dispatch: 'call',
  address: 'address',
  create: 'closure',
  vtable: 'vtable',
  drop: 'drop',
  value: 'value',
  coroutine: 'call',
  symbol: 'call',
  possible: 'unknown',
};

export class Framer {
  /** `name version` → folder in the project. */
  readonly #own = new Map<string, string>();

  constructor(input: AuditInput) {
    for (const [index, text] of input.packages) {
      if (text.ownFolder === undefined) continue;
      const { name, version } = input.lock.packages[index]!;
      this.#own.set(`${name} ${version}`, text.ownFolder);
    }
  }

  frames(path: readonly PathFrame[]): Frame[] {
    return path.map((frame, at) => {
      const next = path[at + 1];
      // The call that leads on, where it stands in this frame's own package (a macro's text may stand elsewhere).
      const place = next?.site !== undefined && next.site.crate === frame.crate ? next.site : frame;
      const folder = this.#own.get(`${frame.crate} ${frame.version}`);
      return {
        crate: frame.crate,
        version: frame.version,
        function: frame.function,
        file: folder === undefined ? place.file : join(folder, place.file),
        line: place.line,
        column: place.column,
        edge: EDGE[frame.edge] ?? frame.edge,
        own: folder !== undefined,
      };
    });
  }

  reasons(reasons: readonly GraphReason[]): Reason[] {
    return reasons.map(({ code, text, place }) => ({
      code,
      message: text,
      ...(place === undefined ? {} : { file: place.file, line: place.line, crate: place.crate }),
    }));
  }
}
