/** The site is built from the documents, and every link of it leads to a page, and to a heading of it. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from '../scripts/run-command.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const VITEPRESS = join(ROOT, 'docs/node_modules/vitepress/bin/vitepress.js');

const test = suite<{ site: string; pages: Map<string, string> }>('the site');

test.before(async (context) => {
  context.site = await mkdtemp(join(tmpdir(), 'paintbox-site-'));
  for (const command of [
    ['node', 'scripts/command-pages.ts'],
    ['node', 'docs/api-pages.ts'],
    ['node', VITEPRESS, 'build', 'docs', '--outDir', context.site],
  ]) {
    const ran = await runCommand(command, { cwd: ROOT });
    assert.ok(ran.ok, ran.output);
  }
  const names = (await readdir(context.site, { recursive: true })).filter((name) => name.endsWith('.html'));
  const read = async (name: string): Promise<[string, string]> => [
    `/${name}`,
    await readFile(join(context.site, name), 'utf8'),
  ];
  context.pages = new Map(await Promise.all(names.map(read)));
});
test.after(({ site }) => rm(site, { recursive: true, force: true }));

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

test.run();
