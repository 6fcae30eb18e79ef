/** Links between Markdown files work on the site as they do in the repository; a link to a file that is no page is shown as its path. */
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownRenderer } from 'vitepress';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Files of the root that are pages. */
const PAGES: Readonly<Record<string, string>> = {
  'README.md': 'overview',
  'ARCHITECTURE.md': 'architecture',
  'CONTRIBUTING.md': 'contributing',
  'SECURITY.md': 'security',
};

/** The plugin for markdown-it. */
export function repositoryLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    const { path, realPath } = env as { readonly path: string; readonly realPath?: string };
    for (const { children } of tokens) {
      let dropped = 0;
      for (const token of children ?? []) {
        if (token.type === 'link_close' && dropped > 0) {
          dropped -= 1;
          Object.assign(token, { type: 'html_inline', content: '</span>' });
        }
        if (token.type !== 'link_open') continue;
        const href = token.attrGet('href') ?? '';
        if (/^[a-z]+:|^#/.test(href)) continue;
        const [target = '', fragment] = href.split('#');
        const file = relative(ROOT, resolve(dirname(realPath ?? path), target));
        const page = pageOf(file);
        if (page !== undefined)
          token.attrSet('href', `/${page}.md${fragment === undefined ? '' : `#${fragment}`}`);
        else {
          dropped += 1;
          Object.assign(token, {
            type: 'html_inline',
            content: `<span title="in the repository: ${md.utils.escapeHtml(file)}">`,
          });
        }
      }
    }
  });
}

function pageOf(file: string): string | undefined {
  return PAGES[file] ?? /^docs\/((?:api\/)?[\w-]+)\.md$/.exec(file)?.[1];
}

/** A heading's anchor the way GitHub makes it, so that one link works in both places. */
export function githubSlug(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
