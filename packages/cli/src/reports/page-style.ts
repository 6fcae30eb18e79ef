/** The style of the HTML report: readable in light and dark, on paper and on a phone. */

/** `light-dark()` follows the system unless `data-theme` is set. Every text colour has a contrast of at least 4.5 to its background. */
export const PAGE_STYLE: string = `
:root { color-scheme: light dark;
  --bg: light-dark(#f6f7f9, #0f1114); --card: light-dark(#ffffff, #171a1f); --sunk: light-dark(#eef0f3, #101318);
  --fg: light-dark(#15181d, #e8eaee); --soft: light-dark(#545b66, #a2aab6); --line: light-dark(#dfe3e8, #2a2f37);
  --accent: light-dark(#2452c7, #8fb0ff);
  --pass: light-dark(#12693f, #5fd39a); --warn: light-dark(#7d5600, #eec04b); --fail: light-dark(#b3202a, #ff8d8d); --skip: light-dark(#5c6470, #99a1ad);
  --pass-bg: light-dark(#e2f4ea, #12291e); --warn-bg: light-dark(#fcf1d6, #2d2410); --fail-bg: light-dark(#fde8e8, #351a1c); --skip-bg: light-dark(#eceef1, #20242b); }
:root[data-theme="light"] { color-scheme: light; } :root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; } [hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--bg); color: var(--fg); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.page { max-width: 74rem; margin: 0 auto; padding: 1.6rem 1.25rem 4rem; }
a { color: var(--accent); } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, pre { font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; }
code { overflow-wrap: anywhere; }
pre { margin: .5rem 0 0; padding: .7rem .8rem; overflow: auto; max-height: 24rem; background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; }
small { font-size: .86em; color: var(--soft); }
header { display: grid; grid-template-columns: 1fr auto; gap: .3rem 1rem; align-items: start; }
.crumbs { margin: 0; color: var(--soft); }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .1rem 0 0; letter-spacing: -.01em; }
h2 { font-size: 1.05rem; margin: 0 0 .8rem; } h3 { font-size: .95rem; margin: 0 0 .4rem; font-weight: 600; overflow-wrap: anywhere; }
.lead { grid-column: 1 / -1; margin: 0; color: var(--soft); }
.lead b { color: var(--fg); } .answer { grid-column: 1 / -1; margin: .6rem 0 .2rem; padding: .6rem .9rem; border-radius: 8px; font-size: 1.08rem; overflow-wrap: anywhere; } .answer + .lead { margin-top: .1rem; }
.answer.pass { background: var(--pass-bg); } .answer.warn { background: var(--warn-bg); } .answer.fail { background: var(--fail-bg); }
.command { user-select: all; background: var(--sunk); border: 1px solid var(--line); border-radius: 5px; padding: .05rem .3rem; } .copy { padding: 0 .45rem; margin-left: .3rem; font-size: .8rem; }
.pill { display: inline-block; padding: .05rem .6rem; border-radius: 99px; font-size: .84rem; font-weight: 650; white-space: nowrap; }
h1 .pill { font-size: 1rem; padding: .16rem .8rem; vertical-align: .22em; margin-left: .35rem; letter-spacing: 0; }
.pass { color: var(--pass); } .warn { color: var(--warn); } .fail { color: var(--fail); } .skip { color: var(--skip); }
.pill.pass { background: var(--pass-bg); } .pill.warn { background: var(--warn-bg); } .pill.fail { background: var(--fail-bg); } .pill.skip { background: var(--skip-bg); }
button, .chip { font: inherit; font-size: .88rem; color: var(--fg); background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .32rem .7rem; cursor: pointer; }
button:hover, .chip:hover { border-color: var(--soft); }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; margin: 1rem 0 0; padding: 0; font-size: .92rem; }
.note { grid-column: 1 / -1; margin: .7rem 0 0; padding: .55rem .9rem; border-radius: 8px; background: var(--warn-bg); color: var(--warn); }
section { margin: 1.1rem 0 0; padding: 1.1rem 1.2rem 1.2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .9rem 1.4rem; margin: 0; }
.facts div { min-width: 0; } .facts .wide { grid-column: 1 / -1; }
dt { color: var(--soft); font-size: .84rem; } dd { margin: 0; overflow-wrap: anywhere; }
.error { border-left: 3px solid var(--fail); padding: .1rem 0 .1rem .9rem; margin: .7rem 0 0; }
.error p { margin: .15rem 0; overflow-wrap: anywhere; } .error .error { margin-left: .2rem; }
section > .error:first-of-type { margin-top: 0; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
caption { text-align: left; color: var(--soft); padding: 0 0 .4rem; }
th { text-align: left; color: var(--soft); font-weight: 600; font-size: .84rem; }
th, td { padding: .5rem .7rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tbody tr:last-child > * { border-bottom: 0; } td p { margin: 0; } td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
table.checks { table-layout: fixed; } .checks th:nth-child(1) { width: 7.6rem; } .checks th:nth-child(2) { width: 12.5rem; } .checks th:nth-child(3) { width: 17rem; }
.changes th:first-child { max-width: 13rem; }
.timeline { list-style: none; margin: 0; padding: 0; } .timeline > li { border-bottom: 1px solid var(--line); padding: .34rem 0; } .timeline > li:last-child { border-bottom: 0; }
.row, .axis { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr 5.6rem 7.4rem; gap: .9rem; align-items: center; }
.row > :nth-child(3) { text-align: right; font-variant-numeric: tabular-nums; color: var(--soft); font-size: .88rem; }
.track { height: .8rem; position: relative; border-radius: 4px; background: repeating-linear-gradient(90deg, var(--line) 0 1px, transparent 1px 25%); }
.bar { position: absolute; inset-block: 0; min-width: 3px; border-radius: 4px; background: currentColor; }
.axis { color: var(--soft); font-size: .78rem; padding-bottom: .2rem; } .axis div { display: flex; justify-content: space-between; grid-column: 2; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem .6rem; align-items: center; margin: 0 0 .6rem; }
.tools input[type="search"] { font: inherit; color: var(--fg); background: var(--bg); border: 1px solid var(--line); border-radius: 8px; padding: .34rem .7rem; flex: 1 1 15rem; min-width: 0; }
.tools ::placeholder { color: var(--soft); opacity: 1; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem; } legend { float: left; padding: .3rem .3rem 0 0; color: var(--soft); font-size: .88rem; }
.chip { display: inline-flex; gap: .4rem; align-items: center; } .chip input { accent-color: var(--accent); margin: 0; } .chip:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
.shown { color: var(--soft); margin: 0 0 .3rem; font-size: .88rem; } .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
details { margin-top: .25rem; } summary { cursor: pointer; color: var(--soft); font-size: .86rem; width: fit-content; }
.do { margin-top: .2rem; color: var(--soft); } .do b { color: var(--fg); font-weight: 600; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.4rem 2rem; } figure { margin: 0; min-width: 0; } figure + figure { margin-top: 1rem; } .figures figure { margin: 0; } figcaption { color: var(--fg); } figcaption h3 { margin: 0; } figcaption p { margin: .1rem 0 .5rem; }
svg { display: block; width: 100%; height: auto; overflow: visible; } svg text { font: 11px system-ui, "DejaVu Sans", sans-serif; fill: var(--soft); }
.column { fill: var(--accent); opacity: .75; } .rule { stroke: var(--line); } .mark-line { stroke: var(--fg); stroke-dasharray: 3 3; } svg .mark-text { fill: var(--fg); }
.whisker { stroke: currentColor; stroke-width: 3; } .dot { fill: currentColor; } .look { fill: currentColor; } .look:hover { opacity: .6; }
p.typical { margin: 0 0 .5rem; } footer { margin: 1.4rem 0 0; color: var(--soft); font-size: .86rem; }
@media (max-width: 46rem) {
  .page { padding: 1.1rem .8rem 3rem; } section { padding: .95rem .9rem; } h1 { font-size: 1.45rem; } .facts { grid-template-columns: 1fr 1fr; }
  .axis { display: none; } .row { grid-template-columns: 1fr auto auto; gap: .2rem .7rem; } .track { grid-column: 1 / -1; order: 1; }
  table.cards thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table.cards, table.cards tbody, table.cards tr, table.cards td, table.cards tbody th { display: block; } table.cards tr { padding: .7rem 0; border-bottom: 1px solid var(--line); }
  table.cards td, table.cards tbody th { border: 0; padding: .1rem 0; max-width: none; } table.cards tr:last-child { border-bottom: 0; }
  table.cards tr { position: relative; } .checks tr > td:nth-child(1) { float: left; margin-right: .6rem; }
  /* What passed is one line, until the reader asks for it. */
  #checks:not(:has(input[value="pass"]:checked)) tr[data-verdict="pass"] > td:nth-child(3), #checks:not(:has(input[value="pass"]:checked)) tr[data-verdict="pass"] details, #checks:not(:has(input[value="skip"]:checked)) tr[data-verdict="skip"] > td:nth-child(3) { display: none; }
  tr[data-verdict="pass"] > td small { display: none; } table.checks tr[data-verdict="pass"], table.checks tr[data-verdict="skip"] { padding: .3rem 0; font-size: .86rem; }
  .changes tr { display: grid !important; grid-template-columns: 1fr 1fr; gap: 0 .8rem; padding: .45rem 0 !important; } .changes tbody th { grid-column: 1; } .changes td:last-child { grid-column: 2; grid-row: 1; text-align: right; } .changes tr.same td[data-label]:nth-of-type(2) { display: none; } .changes td[data-label]::before { display: none; } .changes tr:first-child td[data-label]::before { display: block; } .changes tr.same td[data-label] { grid-column: 1 / -1; } .track.skip { display: none; }
  .figures svg { display: none; } .figures { gap: 1rem; } .figures table { font-size: .86rem; } th, td { padding-top: .3rem; padding-bottom: .3rem; } section { margin-top: .8rem; } .facts { gap: .5rem 1rem; }
  td.number { white-space: normal; } td[data-label]::before { content: attr(data-label) " "; color: var(--soft); font-size: .84rem; } .checks td br { display: none; } .checks td small { margin-left: .4rem; } }
@media print { nav, .tools, .shown, #theme { display: none; } body { background: #fff; } section { break-inside: auto; border-color: #ccc; } }
`;
