/**
 * Self-contained pages: no script, nothing from elsewhere, light and dark, fit to print. All text of crates goes through
 * {@link escaped}; markup is only what is written here.
 */
import { printable } from '@lazaret/base';

/** Text as text: no markup of its own, no invisible or direction-changing characters. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--clean:#1a7f37;--note:#0969da;--review:#9a6700;--hold:#cf222e}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9198a1;--line:#3d444d;--soft:#151b23;--clean:#3fb950;--note:#58a6ff;--review:#d29922;--hold:#f85149}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:70rem;padding:1.5rem;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:2rem 0 .6rem;border-bottom:1px solid var(--line)}h3{font-size:1rem;margin:0}
code,.path,pre{font-family:ui-monospace,monospace;font-size:.85rem;overflow-wrap:anywhere}
.dim{color:var(--dim)}.badge{display:inline-block;padding:.05rem .6rem;border-radius:1rem;color:var(--bg);font-weight:600;text-transform:uppercase;font-size:.85rem;vertical-align:middle}
.clean{background:var(--clean)}.note,.info{background:var(--note)}.review{background:var(--review)}.hold{background:var(--hold)}
.verdict{border:1px solid var(--line);border-left:.5rem solid var(--line);border-radius:.4rem;padding:1rem;margin:1rem 0;background:var(--soft)}
.verdict.is-clean{border-left-color:var(--clean)}.verdict.is-note{border-left-color:var(--note)}.verdict.is-review{border-left-color:var(--review)}.verdict.is-hold{border-left-color:var(--hold)}
.finding{border:1px solid var(--line);border-radius:.4rem;padding:.8rem 1rem;margin:.8rem 0}
ul,ol{margin:.3rem 0;padding-left:1.4rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}
summary{cursor:pointer}pre{margin:.3rem 0;padding:.5rem;background:var(--soft);white-space:pre-wrap}
@media print{body{max-width:none;padding:0;font-size:11px}.finding,.verdict,tr{break-inside:avoid}details::details-content{content-visibility:visible;display:block}}
`;

/** A whole page around a body of markup. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
