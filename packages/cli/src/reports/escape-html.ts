/** Makes text safe to stand in HTML, as content and in attributes. */
import { printable } from '../printable.ts';

/** Text in HTML, whatever it contains. */
export function escapeHtml(value: string): string {
  return printable(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** An address as a link; anything but http(s) stays text, because a plugin or a server may write anything there. */
export function linked(url: string): string {
  return linkTo(url, escapeHtml(url));
}

/** HTML that leads to an address, if that is one. */
export function linkTo(url: string, html: string): string {
  return /^https?:\/\//i.test(url) ? `<a href="${escapeHtml(url)}" rel="noreferrer">${html}</a>` : html;
}
