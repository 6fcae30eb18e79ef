/** An error in HTML. */
import type { ErrorRecord } from '@paintbox/deploy-core/run';
import { escapeHtml as text } from './escape-html.ts';

/** An error with its hint and the problems it gathers. */
export function errorBlock(error: ErrorRecord): string {
  return `<div class="error"><p><code>${text(error.code)}</code> ${text(error.message)}</p>${
    error.hint === null ? '' : `<p class="do"><b>do:</b> ${text(error.hint)}</p>`
  }${error.docs === null ? '' : `<p><small>${link(error.docs)}</small></p>`}${(error.problems ?? []).map(errorBlock).join('')}</div>`;
}

/** The address of the docs as a link; anything but a web address stays text, because a plugin may write anything there. */
function link(docs: string): string {
  return /^https?:\/\//.test(docs) ? `<a href="${text(docs)}">${text(docs)}</a>` : text(docs);
}
