/** What the page of a fleet needs beyond the style of every report. */

/** A cell is large enough for a finger: WCAG 2.2, success criterion 2.5.8, asks for 24 px. */
export const FLEET_STYLE: string = `
.wave + .wave { margin-top: 1.2rem; } .wave h3 .pill { margin-left: .3rem; font-size: .78rem; }
.counts { margin: 0 0 .4rem; color: var(--soft); font-size: .92rem; }
.because { margin: 0 0 .5rem; padding-left: 1.1rem; font-size: .92rem; overflow-wrap: anywhere; }
.grid { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, 26px); gap: 3px; margin: 0; padding: 0; }
.m { display: grid; place-items: center; width: 26px; height: 26px; border-radius: 5px; font: 650 13px/1 system-ui, "DejaVu Sans", sans-serif; text-decoration: none; position: relative; }
.chip .m { width: 20px; height: 20px; } .counts .m { display: inline-grid; width: 18px; height: 18px; font-size: 11px; vertical-align: text-bottom; }
.grid .m { scroll-margin: 6rem 0 2rem; }
.m.good { background: var(--pass-bg); color: var(--pass); } .m.bad, .m.person { background: var(--fail-bg); color: var(--fail); }
.m.person { outline: 2px solid currentColor; outline-offset: -2px; } .m.back { background: var(--warn-bg); color: var(--warn); }
.m.running { background: var(--sunk); color: var(--accent); } .m.waiting, .m.skipped { background: var(--skip-bg); color: var(--skip); }
a.m:hover { outline: 2px solid currentColor; outline-offset: 1px; } a.m:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
/* It stays in sight while the grid is scrolled, and as high as it is: the grid must not move under the pointer. */
.about { position: sticky; top: 0; z-index: 1; box-shadow: 0 0 0 6px var(--card); margin: 0 0 .6rem; padding: .35rem .7rem; height: 3.5rem; overflow: hidden; border-radius: 8px; background: var(--sunk); overflow-wrap: anywhere; font-size: .92rem; unicode-bidi: plaintext; }
.why, .named code { unicode-bidi: isolate; } .tools input[type="search"] { min-width: min(100%, 14rem); }
.choice { display: inline-flex; gap: .35rem; align-items: center; font-size: .88rem; color: var(--soft); min-width: 0; }
.choice select { font: inherit; color: var(--fg); background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .3rem .4rem; max-width: 14rem; min-width: 7rem; }
.choice span { overflow-wrap: anywhere; }
.failures { list-style: none; margin: 0; padding: 0; } .failures > li { border-bottom: 1px solid var(--line); padding: .6rem 0; } .failures > li:first-child { padding-top: 0; } .failures > li:last-child { border-bottom: 0; padding-bottom: 0; }
.failures p { margin: 0 0 .2rem; overflow-wrap: anywhere; } .named { font-size: .93rem; }
@media (max-width: 46rem) { .choice { flex: 1 1 100%; } .choice select { flex: 1; max-width: none; } .about { height: 5.2rem; } }
@media print { .failures > li, .grid > li { break-inside: avoid; } .wave h3, .counts { break-after: avoid; } .about { display: none; } .shown.some { display: block; } .m { print-color-adjust: exact; } }
`;
