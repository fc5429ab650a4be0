/** The look of the page: follows the reader's light or dark setting, narrows to a phone, prints without colour loss. */
export const STYLE = `
:root{--bg:#fff;--fg:#1f2328;--quiet:#59636e;--line:#d1d9e0;--box:#f6f8fa;--del:#ffebe9;--del2:#ffb3ad;--ins:#dafbe1;--ins2:#7fdc95;--red:#c5221f;--green:#116329;--amber:#8a5a00;--amberbg:#fff4d6;--blue:#0b57d0}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--quiet:#9198a1;--line:#30363d;--box:#161b22;--del:#3d1719;--del2:#8e2a2d;--ins:#12311d;--ins2:#1f6f37;--red:#ff8a80;--green:#56d364;--amber:#e3b341;--amberbg:#332701;--blue:#79b8ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:90rem;padding:1.5rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.7rem;margin:0 0 .3rem;overflow-wrap:anywhere}h1 .from,h1 .arrow{color:var(--quiet);font-weight:400}
h2{font-size:1.15rem;margin:2rem 0 .5rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:0 0 .3rem;overflow-wrap:anywhere}
p{margin:.2rem 0}code,table.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.86em;overflow-wrap:anywhere}
.quiet,.place,.kind,footer,dt{color:var(--quiet)}.place{font-size:.85em}
.kind{border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;font-size:.8em}
.level{display:inline-block;border-radius:.3rem;padding:0 .5rem;font-weight:600;text-transform:uppercase;font-size:.8rem;border:1px solid currentColor}
.clean{color:var(--green)}.level.note{color:var(--blue)}.level.info{color:var(--quiet)}.level.review{color:var(--amber)}.level.hold{color:var(--red)}
.sides{display:flex;flex-wrap:wrap;gap:.3rem 2rem;margin:.6rem 0;font-size:.9em}.sides dt{float:left;width:4rem}.sides dd{margin:0 0 0 4rem}
nav{display:flex;flex-wrap:wrap;gap:.4rem;margin:.8rem 0}
nav a{border:1px solid var(--line);border-radius:1rem;padding:.05rem .7rem;color:inherit;text-decoration:none;background:var(--box)}nav a:hover{border-color:var(--blue)}
.finding{border:1px solid var(--line);border-left:.3rem solid var(--line);border-radius:.4rem;padding:.6rem .9rem;margin:.6rem 0;background:var(--box)}
.finding.review{border-left-color:var(--amber);background:var(--amberbg)}.finding.hold{border-left-color:var(--red);background:var(--del)}.finding.note{border-left-color:var(--blue)}
ul.entries{list-style:none;margin:0;padding:0}ul.entries>li{display:flex;gap:.6rem;padding:.15rem 0;overflow-wrap:anywhere}
ul.entries>li>div{min-width:0}.mark{font-family:ui-monospace,monospace;font-weight:700;width:1ch;flex:none}
.added>.mark,.mark.added{color:var(--green)}.removed>.mark,.mark.removed{color:var(--red)}.changed>.mark,.mark.changed{color:var(--amber)}
.detail{color:var(--quiet);font-size:.88em}
ol.path{margin:.2rem 0 .4rem;padding:0;list-style:none;border-left:2px solid var(--line)}
ol.path li{padding:0 0 0 .8rem}ol.path li+li::before{content:"→ ";color:var(--quiet)}ol.path li:last-child code{font-weight:700}
.change{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;overflow:hidden}
.change>summary,p.change{padding:.3rem .7rem;background:var(--box)}.change>summary{cursor:pointer}
table.code{width:100%;border-collapse:collapse;table-layout:fixed;line-height:1.45;tab-size:4}
table.code td{vertical-align:top;padding:0 .5rem;white-space:pre-wrap}
table.code col.n{width:4.2em}table.code td.n{text-align:right;color:var(--quiet);user-select:none;border-left:1px solid var(--line);padding:0 .4rem}
table.code td.none{background:var(--box)}td.del{background:var(--del)}td.ins{background:var(--ins)}
td.del mark{background:var(--del2);color:inherit}td.ins mark{background:var(--ins2);color:inherit}
tr.skip td{background:var(--box);color:var(--quiet);text-align:center;font-size:.9em}
del{background:var(--del);text-decoration:none;overflow-wrap:anywhere}ins{background:var(--ins);text-decoration:none;overflow-wrap:anywhere}
footer{margin-top:2rem;font-size:.85em}
@media (max-width:50rem){body{padding:.7rem}table.code{font-size:.72em}table.code col.n{width:2.8em}}
@media print{:root{--bg:#fff;--fg:#000}body{max-width:none;padding:0;font-size:10px}nav{display:none}details::details-content{content-visibility:visible;block-size:auto}.finding,tr{break-inside:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
