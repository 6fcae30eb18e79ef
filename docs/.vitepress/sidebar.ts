/** The table of contents. A page without a group is listed in the last one, so that no page is missing. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';

const DOCS = fileURLToPath(new URL('..', import.meta.url));

/** By the page's name, in reading order. A page that does not exist is left out. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Start: ['overview', 'getting-started', 'from-a-shell-script', 'production', 'comparison', 'faq'],
  Use: [
    'rollback',
    'who-can-deploy',
    'runbook',
    'troubleshooting',
    'github',
    'keys',
    'key-set-endpoint',
    'state',
    'container',
    'fly-config',
    'scripts',
    'local-world',
  ],
  Look: ['reports', 'checks', 'monitoring', 'notifications', 'observability', 'proving'],
  Fleets: ['fleets', 'fleet-workers'],
  'Write your own': ['stages', 'plugins', 'publishing'],
  Reference: [
    'commands',
    'configuration',
    'errors',
    'architecture',
    'changelog',
    'dependencies',
    'contributing',
    'security',
  ],
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
];
const named = Object.values(GROUPS).flat();

/** The groups with their pages, each by its own title. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  ...Object.entries(GROUPS).map(([text, names]) => ({ text, items: itemsOf(names) })),
  { text: 'API', items: [{ text: 'All doors', link: '/api/' }, ...api.map(itemOf)] },
  { text: 'More', items: itemsOf(pages.filter((page) => !named.includes(page))) },
].filter(({ items }) => items.length > 0);

function itemsOf(names: readonly string[]): DefaultTheme.SidebarItem[] {
  return names.filter((name) => pages.includes(name)).map(itemOf);
}

function itemOf(name: string): DefaultTheme.SidebarItem {
  return { text: titleOf(name), link: `/${name}` };
}

function titleOf(name: string): string {
  if (name === 'overview') return 'Overview';
  const file = name in ROOT_PAGES ? join(DOCS, '..', ROOT_PAGES[name] ?? '') : join(DOCS, `${name}.md`);
  return /^# (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.replaceAll('`', '') ?? name;
}
