/** A self-contained HTML page: style, script and icon inside, and a policy that allows nothing else. */
import { createHash } from 'node:crypto';
import { escapeHtml as text } from './escape-html.ts';
import { ICON } from './icon.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';

/** A part of the page; one without a body is left out. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** The whole page; `style` and `script` come after those of every page. */
export function htmlPage(page: {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  readonly style?: string;
  readonly script: string;
}): string {
  const script = `${PAGE_SCRIPT}${page.script}`;
  const hash = createHash('sha256').update(script).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:">
<link rel="icon" href="${ICON}">
<title>${text(page.title)}</title>
<style>${PAGE_STYLE}${page.style ?? ''}</style>
</head>
<body>
<div class="page">
${page.body}
</div>
<script>${script}</script>
</body>
</html>
`;
}

/** A part with its title. */
export function sectionBlock({ id, title, body }: Section): string {
  return `<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${title}</h2>\n${body}\n</section>`;
}
