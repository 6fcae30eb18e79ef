/** What the search of the site knows, and what it puts first. */
import type { DefaultTheme } from 'vitepress';

/** Rendered pages as the index gets them. */
export const search: DefaultTheme.LocalSearchOptions = {
  _render(source, env, md) {
    const html = md.render(source, env);
    const path: string = env.relativePath;
    // Each code has a page of its own, and would be found twice.
    if (path === 'docs/errors.md') return '';
    if (!path.startsWith('docs/error/')) return html;
    // One place in the index for each code, without the names of others.
    const [own = ''] = html.split('<h2 id="see-also"');
    return own.replaceAll(/<(\/?)h2[^>]*>/g, '<$1p>');
  },
  miniSearch: {
    // Both functions are sent to the browser as text: they may use nothing from outside of themselves.
    options: {
      processTerm(term) {
        const word = term.toLowerCase();
        return /^(?:an?|the|of|to|in|on|is|are|it|and|or|i|my|how|do)$/.test(word) ? null : word;
      },
    },
    searchOptions: {
      boostDocument(id) {
        const page = String(id);
        // Pages for those who look something up must not hide the page that explains it.
        if (/\/(?:api|changelog|contributing|dependencies)\b/.test(page)) return 0.2;
        return /\/(?:commands|error|stages)\b/.test(page) ? 0.6 : 1;
      },
    },
  },
};
