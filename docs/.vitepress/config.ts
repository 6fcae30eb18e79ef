/** The site: every page is a Markdown file of the repository that reads as well without it. */
import { defineConfig } from 'vitepress';
import { drawings } from './drawings.ts';
import { githubSlug } from './github-slug.ts';
import { repositoryLinks } from './repository-links.ts';
import { search } from './search.ts';
import { sidebar } from './sidebar.ts';

const base = process.env['DOCS_BASE'] ?? '/';

export default defineConfig({
  title: 'Paintbox Deploy',
  description:
    'Typed deployment pipelines: prove the new build before it gets traffic and from outside, or put the last one back',
  lang: 'en',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}logo.svg` }]],
  // The root, so that README and ARCHITECTURE are pages too, and stay where they are.
  srcDir: '..',
  srcExclude: [
    '**/CHANGELOG.md',
    '.changeset/**',
    // Written by runs, and not ours to publish.
    'reports/**',
    'packages/**',
    'examples/**',
    'bench/**',
    '.paintbox/**',
    '**/dist/**',
  ],
  rewrites: {
    'docs/:page.md': ':page.md',
    'docs/api/:page.md': 'api/:page.md',
    'docs/error/:page.md': 'error/:page.md',
    'README.md': 'overview.md',
    'ARCHITECTURE.md': 'architecture.md',
    'CONTRIBUTING.md': 'contributing.md',
    'SECURITY.md': 'security.md',
  },
  cleanUrls: false,
  base,
  lastUpdated: false,
  markdown: {
    // Those of the theme are too pale to read.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: githubSlug },
    config: (md) => void md.use(repositoryLinks).use(drawings),
  },
  themeConfig: {
    // In the folder `public` of `srcDir`.
    logo: { src: '/logo.svg', alt: '' },
    search: { provider: 'local', options: search },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/getting-started' },
      { text: 'Runbook', link: '/runbook' },
      { text: 'Questions', link: '/faq' },
      { text: 'Errors', link: '/errors' },
      { text: 'API', link: '/api/' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar,
  },
});
