/** Links between Markdown files work on the site as they do in the repository; a link to a file that is no page is shown as its path. */
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownRenderer } from 'vitepress';
import { docsSite } from '../../packages/core/src/words/docs-site.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Files of the root that are pages. */
const PAGES: Readonly<Record<string, string>> = {
  'README.md': 'overview',
  'CHANGELOG.md': 'changelog',
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
        const address = token.attrGet('href') ?? '';
        // A page of the site, named in full for those who read the file elsewhere.
        if (address.startsWith(docsSite)) {
          const [page = '', fragment] = address.slice(docsSite.length).split('#');
          token.attrSet('href', link(page, fragment));
          continue;
        }
        if (/^[a-z]+:|^#/.test(address)) continue;
        const [target = '', fragment] = address.split('#');
        const file = relative(ROOT, resolve(dirname(realPath ?? path), target));
        const page = pageOf(file);
        if (page !== undefined) token.attrSet('href', link(page, fragment));
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

function link(name: string, fragment: string | undefined): string {
  const page = name === '' || name.endsWith('/') ? `${name}index` : name;
  return `/${page}.md${fragment === undefined ? '' : `#${fragment}`}`;
}

function pageOf(file: string): string | undefined {
  return PAGES[file] ?? /^docs\/((?:api\/|error\/)?[\w-]+)\.md$/.exec(file)?.[1];
}
