/** The scripts of the HTML report: they filter the checks, copy commands and change the theme. The page is complete without them. */

/** Theme and commands, on every page. It shows and copies; it never makes markup of the text of a run. */
export const PAGE_SCRIPT: string = `
'use strict';
(() => {
  const root = document.documentElement;
  const theme = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const remember = (name) => { try { localStorage.setItem('paintbox-theme', name); } catch { /* a page from a file may not remember */ } };
  const remembered = () => { try { return localStorage.getItem('paintbox-theme'); } catch { return null; } };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const label = () => { theme.textContent = isDark() ? 'Light theme' : 'Dark theme'; };
  if (['light', 'dark'].includes(remembered())) root.dataset.theme = remembered();
  theme.hidden = false;
  theme.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; remember(root.dataset.theme); label(); });
  system.addEventListener('change', label);
  label();

  // A page from a file may not copy in every browser; there, one click selects the whole command.
  for (const command of navigator.clipboard ? document.querySelectorAll('.command') : []) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', 'Copy the command ' + command.textContent);
    button.addEventListener('click', () => navigator.clipboard.writeText(command.textContent).then(() => { button.textContent = 'Copied'; }, () => { button.hidden = true; }));
    command.after(button);
  }
})();
`;

/** Filters the checks of a run. */
export const CHECKS_SCRIPT: string = `
(() => {
  const tools = document.getElementById('filter');
  if (tools === null) return;
  const search = tools.querySelector('[type="search"]');
  const boxes = [...tools.querySelectorAll('[type="checkbox"]')];
  const shown = document.getElementById('shown');
  const rows = [...document.querySelectorAll('#checks tbody tr')].map((row) => ({ row, verdict: row.dataset.verdict, text: row.textContent.toLowerCase() }));
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const verdicts = boxes.filter((box) => box.checked).map((box) => box.value);
    let count = 0;
    for (const { row, verdict, text } of rows) {
      const fits = (verdicts.length === 0 || verdicts.includes(verdict)) && words.every((word) => text.includes(word));
      row.hidden = !fits;
      count += fits ? 1 : 0;
    }
    shown.textContent = count === rows.length ? 'all ' + count + ' checks' : count + ' of ' + rows.length + ' checks';
  };
  const clear = () => { search.value = ''; for (const box of boxes) box.checked = false; apply(); };
  tools.hidden = false;
  tools.addEventListener('input', apply);
  tools.addEventListener('submit', (event) => event.preventDefault());
  // A browser resets the fields after the event, so they are read only then.
  tools.addEventListener('reset', () => setTimeout(apply));
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === 'search';
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); search.focus(); }
    if (event.key === 'Escape' && tools.contains(event.target)) clear();
  });
  apply();
})();
`;
