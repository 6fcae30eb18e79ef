/** The HTML body of a mail: right in light and dark, without pictures, and readable where a mail program drops the style sheet. */
import type { Notice, Tone } from '../notices/notice.ts';

/** Of the line at the top, for a light ground and a dark one; each has a contrast of at least 4.5 to it. */
const COLOURS: Readonly<Record<Tone, readonly [light: string, dark: string]>> = {
  good: ['#12693f', '#5fd39a'],
  bad: ['#b3202a', '#ff8d8d'],
  unsure: ['#7d5600', '#eec04b'],
  neutral: ['#2452c7', '#8fb0ff'],
};

/** Programs that follow the system's theme read these; the others show the light colours, which stand in the elements themselves. */
function style([, dark]: readonly [string, string]): string {
  return `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.ground{background:#0f1114!important;color:#e8eaee!important}.card{background:#171a1f!important;border-color:#2a2f37!important}.soft{color:#a2aab6!important}.tone{color:${dark}!important}.bar{background:${dark}!important}.code{background:#0f1114!important;border-color:#2a2f37!important;color:#e8eaee!important}.main{background:#8fb0ff!important;color:#0f1114!important}.link{color:#8fb0ff!important;border-color:#2a2f37!important}}
@media (max-width:30rem){.pad{padding:18px 16px!important}.label{display:block!important;padding-bottom:0!important}.value{display:block!important;padding-bottom:8px!important}}`;
}

/** The page. `tables` are rows of facts, each list below the other. */
export function mailPage(
  notice: Notice,
  paragraphs: readonly string[],
  tables: readonly Notice['facts'][],
): string {
  const colours = COLOURS[notice.tone];
  const body = paragraphs.flatMap((text) => text.split('\n')).map(line);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(notice.title)}</title>
<style>${style(colours)}</style></head>
<body class="ground" style="margin:0;background:#f6f7f9;color:#15181d;font:15px/1.5 -apple-system,'Segoe UI',Roboto,'DejaVu Sans',Arial,sans-serif">
<div role="main" style="max-width:640px;margin:0 auto;padding:16px 8px">
<div class="bar" style="height:4px;border-radius:8px 8px 0 0;background:${colours[0]}"></div>
<div class="card pad" style="background:#ffffff;border:1px solid #dfe3e8;border-top:0;border-radius:0 0 8px 8px;padding:22px 26px">
<h1 class="tone" style="font-size:19px;line-height:1.35;margin:0 0 14px;color:${colours[0]}">${escapeHtml(notice.title)}</h1>
${body.join('\n')}
${buttons(notice.links)}
${tables.map((facts, index) => table(facts, index === 0)).join('\n')}
</div></div></body></html>
`;
}

/** A line of text; a command in backticks can be selected and copied as one. */
function line(text: string): string {
  const parts = text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 0 ? escapeHtml(part) : code(part)));
  return `<p style="margin:0 0 8px;overflow-wrap:anywhere">${parts.join('')}</p>`;
}

function code(text: string): string {
  return `<code class="code" style="font:13px/1.5 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;background:#eef0f3;border:1px solid #dfe3e8;border-radius:5px;padding:1px 5px;color:#15181d">${escapeHtml(text)}</code>`;
}

/** The first link is the one to press. */
function buttons(links: Notice['links']): string {
  if (links.length === 0) return '';
  const all = links.map(({ label, url }, index) =>
    index === 0
      ? `<a class="main" href="${escapeHtml(url)}" style="display:inline-block;margin:0 8px 8px 0;padding:7px 15px;border-radius:6px;border:1px solid transparent;background:#2452c7;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(label)}</a>`
      : `<a class="link" href="${escapeHtml(url)}" style="display:inline-block;margin:0 8px 8px 0;padding:7px 13px;border-radius:6px;border:1px solid #dfe3e8;color:#2452c7;text-decoration:none">${escapeHtml(label)}</a>`,
  );
  return `<div style="margin:16px 0 10px">${all.join('')}</div>`;
}

/** On a phone the long values of `wide` rows stand below their labels. */
function table(facts: Notice['facts'], wide: boolean): string {
  const [label, value] = wide ? [' label', 'value'] : ['', ''];
  const rows = facts.map(
    (fact) =>
      `<tr><td class="soft${label}" style="padding:2px 20px 2px 0;color:#545b66;vertical-align:top;white-space:nowrap">${escapeHtml(fact.label)}</td><td class="${value}" style="padding:2px 0;overflow-wrap:anywhere">${escapeHtml(fact.value)}</td></tr>`,
  );
  return `<table role="presentation" style="border-collapse:collapse;margin:10px 0 6px;font-size:14px">${rows.join('')}</table>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
