/** Drawings that use the colours of the site stand in the page itself, so that they follow its light and dark. Elsewhere they are pictures with colours of their own. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

/** The plugin for markdown-it. */
export function drawings(md: MarkdownRenderer): void {
  md.core.ruler.push('drawings', ({ tokens, env }) => {
    const { path, realPath } = env as { readonly path: string; readonly realPath?: string };
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type !== 'image') continue;
      const file = resolve(dirname(realPath ?? path), token.attrGet('src') ?? '');
      const drawing = file.endsWith('.svg') && existsSync(file) ? readFileSync(file, 'utf8') : '';
      if (!drawing.includes('var(--vp-c-')) continue;
      // As a value, because the style sheet of a drawing may stand in no template.
      const value = md.utils.escapeHtml(JSON.stringify(drawing));
      Object.assign(token, {
        type: 'html_inline',
        content: `<span class="drawing" tabindex="0" v-html="${value}"></span>`,
      });
    }
  });
}
