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
