/** An error in HTML. */
import type { ErrorRecord } from '@paintbox/deploy-core/run';
import { commands } from './answer.ts';
import { escapeHtml as text, linked } from './escape-html.ts';

/** An error with its hint and the problems it gathers. */
export function errorBlock(error: ErrorRecord): string {
  return `<div class="error"><p><code>${text(error.code)}</code> ${text(error.message)}</p>${
    error.hint === null ? '' : `<p class="do"><b>do:</b> ${commands(error.hint)}</p>`
  }${error.docs === null ? '' : `<p><small>${linked(error.docs)}</small></p>`}${(error.problems ?? []).map(errorBlock).join('')}</div>`;
}
