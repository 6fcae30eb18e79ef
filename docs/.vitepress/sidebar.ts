/** The table of contents. A page without a group is listed in the last one, so that no page is missing. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';

const DOCS = fileURLToPath(new URL('..', import.meta.url));

/** By the page's name, in reading order. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Begin: ['overview', 'getting-started', 'production', 'github', 'local-world'],
  Operate: ['runbook', 'commands', 'monitoring', 'notifications', 'observability', 'reports', 'scripts'],
  'Set up': ['configuration', 'state', 'keys', 'checks', 'fly-config', 'container'],
  Extend: ['stages', 'plugins', 'publishing', 'proving'],
  'Look up': ['errors', 'architecture', 'dependencies', 'contributing', 'security'],
};

/** Files of the root that are pages. */
const ROOT_PAGES: Readonly<Record<string, string>> = {
  overview: 'README.md',
  architecture: 'ARCHITECTURE.md',
  contributing: 'CONTRIBUTING.md',
  security: 'SECURITY.md',
};

/** One page for each door; they are made before the site is. */
const API = join(DOCS, 'api');
const api = (existsSync(API) ? readdirSync(API) : [])
  .filter((name) => name.endsWith('.md') && name !== 'index.md')
  .map((name) => `api/${name.slice(0, -3)}`)
  .sort();

const pages = [
  ...readdirSync(DOCS)
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .map((name) => name.slice(0, -3)),
  ...Object.keys(ROOT_PAGES),
  ...api,
];
const named = [...Object.values(GROUPS).flat(), ...api];

/** The groups with their pages, each by its own title. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  ...Object.entries(GROUPS),
  ['API', api] as const,
  ['More', pages.filter((page) => !named.includes(page))] as const,
]
  .map(([text, names]) => ({
    text,
    items: names
      .filter((name) => pages.includes(name))
      .map((name) => ({ text: titleOf(name), link: `/${name}` })),
  }))
  .filter(({ items }) => items.length > 0);

function titleOf(name: string): string {
  if (name === 'overview') return 'Overview';
  const file = name in ROOT_PAGES ? join(DOCS, '..', ROOT_PAGES[name] ?? '') : join(DOCS, `${name}.md`);
  return /^# (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.replaceAll('`', '') ?? name;
}
