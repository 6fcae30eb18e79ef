/** The style of the HTML report: readable in light and dark, on paper and on a phone. */
export const HTML_STYLE: string = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1c2024; --soft: #60646c; --line: #d9dce0; --card: #f7f8f9;
  --pass: #18794e; --warn: #946800; --fail: #c62a2f; --skip: #80838d; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #111315; --fg: #edeef0; --soft: #a8adb5; --line: #2e3135; --card: #1a1c1f;
    --pass: #4cc38a; --warn: #f0c000; --fail: #ff7b7b; --skip: #8b8f98; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .6rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.mark { font-weight: 600; white-space: nowrap; }
.pass { color: var(--pass); } .warn { color: var(--warn); } .fail { color: var(--fail); } .skip { color: var(--skip); }
.error { border-left: 4px solid var(--fail); background: var(--card); padding: .6rem 1rem; border-radius: 0 6px 6px 0; margin: .6rem 0; }
.error p { margin: .2rem 0; }
.row { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr 5rem 7rem; gap: .8rem; align-items: center; padding: .2rem 0; }
.track { background: var(--card); border: 1px solid var(--line); border-radius: 4px; height: 1.1rem; position: relative; }
.bar { position: absolute; top: 0; bottom: 0; min-width: 3px; border-radius: 3px; background: currentColor; }
@media (max-width: 40rem) { .row { grid-template-columns: 1fr auto auto; } .track { grid-column: 1 / -1; order: 1; } }
.histogram { display: flex; align-items: flex-end; gap: 2px; height: 6rem; color: var(--pass); }
.histogram div { flex: 1; min-height: 1px; background: currentColor; }
details summary { cursor: pointer; color: var(--soft); }
`;
