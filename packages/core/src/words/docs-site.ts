/** Where the site of this project is published. Every address that a message, a record or a report names begins with it. */
export const docsSite = 'https://paintbox.github.io/deploy/';

/**
 * The address of a page of the site.
 *
 * @example
 * docsPage('errors#lock-held');
 */
export function docsPage(page: string): string {
  return `${docsSite}${page}`;
}

/** The anchor of a code on a page of errors: `fly-token-missing`. */
export function codeAnchor(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}

/** Markdown as a message shows it: a link to a page of the site becomes its address, emphasis is left out, and only commands stay in backticks, because a reader must see where they end. */
export function plainText(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, text: string, target: string) => linkText(text, target))
    .replaceAll('**', '')
    .replaceAll(/`([^`\s]+|-[^`]+)`/g, '$1');
}

function linkText(text: string, target: string): string {
  if (/^[a-z]+:/.test(target)) return text === target ? target : `${text} (${target})`;
  return docsPage(target.startsWith('#') ? `errors${target}` : target.replace(/\.md(?=#|$)/, ''));
}
