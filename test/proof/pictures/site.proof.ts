/** The pages of the site look as they did when somebody looked at them last, and axe finds nothing in them. `node scripts/pictures.ts` makes the pictures again. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildSite } from '../../../scripts/docs-site/build.ts';
import { serveSite } from '../../../scripts/docs-site/serve.ts';
import type { ServedSite } from '../../../scripts/docs-site/serve.ts';
import type { Scene } from '../../../scripts/pictures/scene.ts';
import { differing, openBrowser, pictureOf, withScene } from '../../../scripts/pictures/shoot.ts';
import { siteScenes } from '../../../scripts/pictures/site-scenes.ts';
import { fromDebian } from '../../debian.ts';

const EXPECTED = fileURLToPath(new URL('expected-site/', import.meta.url));
/** Words of documents change often. Squares tell where text, boxes and colours are, not what the text says; a line more or less they do tell. */
const LAYOUT = { square: 16, far: 16 };
const TOLERANCE = 0.05;
const HEAVIEST = 25_000;

const found = await fromDebian('chromium', 'chromium', 'fonts-dejavu-core');
if ('missing' in found) throw new Error(found.missing);
const { path } = found;
const test = suite('pictures of the site');
const names = siteScenes('').map(({ name }) => name);
let site: ServedSite;
let browser: Browser;
// Outside of the hooks: of a hook that fails, uvu says nothing.
const folder = await mkdtemp(join(tmpdir(), 'paintbox-site-'));
await buildSite(folder);

test.before(async () => {
  site = await serveSite(folder);
  browser = await openBrowser(path);
});
test.after(async () => {
  await browser?.close();
  site?.close();
  await rm(folder, { recursive: true, force: true });
});

const expected = (name: string): Promise<Buffer> => readFile(`${EXPECTED}${name}.webp`);
const apart = async (name: string, picture: Buffer): Promise<number> =>
  differing(browser, await expected(name), picture, LAYOUT);

function sceneOf(name: string): Scene {
  const scene = siteScenes(site.url).find((each) => each.name === name);
  if (scene === undefined) throw new Error(`no scene ${name}`);
  return scene;
}

test('there is one small picture for each page, and no other', async () => {
  const kept = await readdir(EXPECTED);
  assert.equal(kept.toSorted(), names.map((name) => `${name}.webp`).toSorted());
  for (const name of kept) assert.ok((await readFile(EXPECTED + name)).length < HEAVIEST, name);
});

for (const name of names) {
  test(`${name} looks as it did, is as wide as the window, and axe finds no violation`, async () => {
    const scene = sceneOf(name);
    await withScene(browser, scene, async (page) => {
      const share = await apart(name, await pictureOf(page, scene.scale));
      assert.ok(share <= TOLERANCE, `${(share * 100).toFixed(2)} % of it differ`);
      assert.is(await page.evaluate('document.documentElement.scrollWidth'), scene.width);

      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.equal(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`),
        [],
      );
    });
  });
}

/** What may go wrong with a page, done to one that is right. */
const BROKEN: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'the style sheets are missing': (page) =>
    page.evaluate('for (const sheet of document.styleSheets) sheet.disabled = true'),
  'the table of contents is missing': (page) =>
    page.evaluate(`document.querySelector('.VPSidebar').remove()`),
  'the text is as wide as the window': (page) =>
    page.addStyleTag({ content: '.VPSidebar,.aside{display:none!important}.VPContent{padding:0!important}' }),
  'the drawing is missing': (page) => page.evaluate(`document.querySelector('.drawing').remove()`),
  'the colours are those of the other scheme': (page) => page.emulateMedia({ colorScheme: 'dark' }),
};

for (const [what, breakIt] of Object.entries(BROKEN)) {
  test(`the comparison sees that ${what}`, async () => {
    const scene = sceneOf('architecture-desk-light');
    await withScene(browser, scene, async (page) => {
      await breakIt(page);
      const share = await apart(scene.name, await pictureOf(page, scene.scale));
      assert.ok(share > TOLERANCE, `only ${(share * 100).toFixed(2)} % of it differ`);
    });
  });
}

test('the comparison does not mind other words', async () => {
  const scene = sceneOf('faq-desk-light');
  await withScene(browser, scene, async (page) => {
    await page.evaluate(
      `document.querySelectorAll('.vp-doc p').forEach((one) => { one.textContent = one.textContent.split('').reverse().join(''); })`,
    );
    const share = await apart(scene.name, await pictureOf(page, scene.scale));
    assert.ok(share <= TOLERANCE, `${(share * 100).toFixed(2)} % of it differ`);
  });
});

test.run();
