/** The site is built from the documents, and every link of it leads to a page, and to a heading of it. */
import { mkdtemp, readFile, readdir, realpath, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeAnchor } from '@paintbox/deploy-core/run';
import { buildSite } from '../scripts/docs-site/build.ts';
import { errorTables } from '../scripts/error-pages/tables.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const test = suite<{ site: string; pages: Map<string, string> }>('the site');

/** Outside of the hooks: of a hook that fails, uvu says nothing. */
const built = await mkdtemp(join(tmpdir(), 'paintbox-site-'));
await buildSite(built);

test.before(async (context) => {
  context.site = built;
  const names = (await readdir(built, { recursive: true })).filter((name) => name.endsWith('.html'));
  const read = async (name: string): Promise<[string, string]> => [
    `/${name}`,
    await readFile(join(built, name), 'utf8'),
  ];
  context.pages = new Map(await Promise.all(names.map(read)));
});
test.after(() => rm(built, { recursive: true, force: true }));

test('every document is a page, and in the table of contents', async ({ pages }) => {
  const documents = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md'));
  const contents = pages.get('/getting-started.html') ?? '';

  assert.ok(documents.length >= 20);
  for (const document of documents) {
    const page = `/${document.replace(/\.md$/, '.html')}`;
    assert.ok(pages.has(page), page);
    if (document !== 'index.md') assert.ok(contents.includes(`href="${page}"`), `${page} is in the contents`);
  }
});

test('every link leads to a page, and to a heading of it', async ({ pages }) => {
  const broken: string[] = [];
  let links = 0;
  for (const [from, html] of pages) {
    // The theme's 404 page knows no place.
    if (from === '/404.html') continue;
    for (const [, href = ''] of html.matchAll(/<a [^>]*href="([^"]+)"/g)) {
      if (/^[a-z]+:/.test(href)) continue;
      links += 1;
      const [path = '', fragment] = href.split('#');
      const target = path === '' ? from : path.endsWith('/') ? `${path}index.html` : path;
      const reached = pages.get(target);
      const id = fragment === undefined ? undefined : decodeURIComponent(fragment);
      if (reached === undefined) broken.push(`${from}: ${href}`);
      else if (id !== undefined && id !== 'VPContent' && !reached.includes(`id="${id}"`)) {
        broken.push(`${from}: ${href} (no such heading)`);
      }
    }
  }

  assert.equal(broken, []);
  assert.ok(links > 500, `only ${links} links were looked at`);
});

test('every door of every package is a page, with each of its names', async ({ pages }) => {
  const contents = pages.get('/getting-started.html') ?? '';
  let names = 0;
  for (const folder of await readdir(join(ROOT, 'packages'))) {
    const manifest = await readFile(join(ROOT, 'packages', folder, 'package.json'), 'utf8');
    const { exports, private: unpublished } = JSON.parse(manifest) as {
      readonly exports: Readonly<Record<string, string>>;
      readonly private?: boolean;
    };
    if (unpublished === true) continue;
    for (const [door, file] of Object.entries(exports).filter(([, path]) => path.endsWith('.ts'))) {
      const path = `/api/${[folder, ...door.split('/').slice(1)].join('-')}.html`;
      const page = pages.get(path) ?? '';
      const index = await readFile(join(ROOT, 'packages', folder, file), 'utf8');

      assert.ok(contents.includes(`href="${path}"`), `${path} is in the contents`);
      for (const [, list = ''] of index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)) {
        for (const [name] of list.matchAll(/\w+/g)) {
          names += 1;
          assert.match(
            page,
            new RegExp(`<h3 [^>]*>(?:Abstract )?${name}(?:\\(\\)|&lt;|\\s|<)`, 'i'),
            `${name} in ${path}`,
          );
        }
      }
    }
  }
  assert.ok(names > 200, `only ${names} names were looked for`);
});

test('every command has its part, with its flags', async ({ pages }) => {
  const html = pages.get('/commands.html') ?? '';

  for (const command of ['deploy', 'rollback', 'keys-check', 'notify-test', 'resume', 'unlock']) {
    assert.ok(html.includes(`id="${command}"`), command);
  }
  assert.match(html, '--check-only');
});

test('every error code is a page: how it looks, why, what to do', async ({ pages }) => {
  const codes = (await errorTables(ROOT)).flatMap(({ rows }) => Object.keys(rows));
  const list = pages.get('/errors.html') ?? '';

  assert.ok(codes.length >= 230);
  for (const code of codes) {
    const path = `/error/${codeAnchor(code)}.html`;
    const page = pages.get(path) ?? '';
    for (const heading of ['what-it-looks-like', 'why', 'what-to-do']) {
      assert.ok(page.includes(`<h2 id="${heading}"`), `${path} has ${heading}`);
    }
    assert.ok(list.includes(`href="${path}"`), `the list of errors leads to ${path}`);
    assert.not.match(page, /error [A-Z0-9_]+: .*…/, `${code} shows values`);
    // Messages and reports of old runs name this address.
    assert.ok(list.includes(`id="${codeAnchor(code)}"`), `${code} has its anchor`);
  }
});

/** What people ask, and the pages of which one must be among the first three answers. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  'undo a deploy': ['/rollback.html'],
  'roll back': ['/rollback.html'],
  rollback: ['/rollback.html'],
  'empty jwks': ['/error/jwks-empty.html'],
  'who can deploy': ['/who-can-deploy.html'],
  'key set is empty': ['/troubleshooting.html'],
  LOCK_HELD: ['/error/lock-held.html'],
  'fly-token-missing': ['/error/fly-token-missing.html'],
  'exit code 4': ['/troubleshooting.html', '/runbook.html', '/overview.html'],
  'it hangs': ['/troubleshooting.html', '/runbook.html'],
  'ci was cancelled': ['/runbook.html'],
  kamal: ['/comparison.html'],
  'many apps': ['/fleets.html'],
  fleet: ['/fleets.html', '/fleet-workers.html'],
  waves: ['/fleets.html'],
  canary: ['/faq.html'],
  migrations: ['/faq.html', '/rollback.html'],
  permissions: ['/who-can-deploy.html'],
  'shell script': ['/from-a-shell-script.html'],
  'rotate keys': ['/keys.html'],
};

test('the search answers what people ask', async ({ site }) => {
  const ask = await searchOf(site);

  const missed = Object.entries(ASKED).flatMap(([question, wanted]) => {
    const found = ask(question).slice(0, 3);
    const pages = found.map(({ id }) => id.replace(/#.*/, ''));
    return wanted.some((page) => pages.includes(page))
      ? []
      : [`${question}: ${found.map(({ id }) => id).join(', ')}`];
  });
  assert.equal(missed, []);
});

type Ask = (question: string) => readonly { readonly id: string }[];

/** The search of the built site: its index, the library that the theme asks with, and the options that it passes. */
async function searchOf(site: string): Promise<Ask> {
  const chunks = join(site, 'assets/chunks');
  const name = (await readdir(chunks)).find((file) => file.startsWith('@localSearchIndexroot'));
  assert.ok(name !== undefined, 'the site has an index');
  const near = createRequire(await realpath(join(ROOT, 'docs/node_modules/vitepress/package.json')));
  // Neither the built index nor a dependency of the site's tool has types here.
  const [{ default: index }, { default: MiniSearch }, { search }] = (await Promise.all(
    [join(chunks, name), near.resolve('minisearch'), join(ROOT, 'docs/.vitepress/search.ts')].map(
      (file) => import(pathToFileURL(file).href),
    ),
  )) as [
    { default: string },
    { default: { loadJSON(json: string, options: object): { search: Ask } } },
    { search: { miniSearch: { options: object; searchOptions: object } } },
  ];
  const loaded = MiniSearch.loadJSON(index, {
    fields: ['title', 'titles', 'text'],
    storeFields: ['title', 'titles'],
    searchOptions: {
      fuzzy: 0.2,
      prefix: true,
      boost: { title: 4, text: 2, titles: 1 },
      ...search.miniSearch.searchOptions,
    },
    ...search.miniSearch.options,
  });
  return (question) => loaded.search(question);
}

test.run();
