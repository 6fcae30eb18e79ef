/** Report, page of a fleet, mail and terminal look as they did when somebody looked at them last. `node scripts/pictures.ts` makes the pictures again. */
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scenes } from '../../../scripts/pictures/scenes.ts';
import { differing, openBrowser, shoot, withScene } from '../../../scripts/pictures/shoot.ts';
import { fromDebian } from '../../debian.ts';

const EXPECTED = fileURLToPath(new URL('expected/', import.meta.url));
/** Versions of Chromium draw edges a little differently; a word that moved or a colour that changed is more. */
const TOLERANCE = 0.01;
const HEAVIEST = 60_000;

const found = await fromDebian('chromium', 'chromium', 'fonts-dejavu-core');
if ('missing' in found) throw new Error(found.missing);
const { path } = found;
const test = suite('pictures');
const all = await scenes();
let browser: Browser;

test.before(async () => {
  browser = await openBrowser(path);
});
test.after(() => browser.close());

test('there is one small picture for each scene, and no other', async () => {
  const kept = await readdir(EXPECTED);
  assert.equal(kept.toSorted(), all.map(({ name }) => `${name}.webp`).toSorted());
  for (const name of kept) assert.ok((await readFile(EXPECTED + name)).length < HEAVIEST, name);
});

for (const scene of all) {
  test(`${scene.name} looks as it did`, async () => {
    const share = await differing(
      browser,
      await readFile(`${EXPECTED}${scene.name}.webp`),
      await shoot(browser, scene),
    );
    assert.ok(share <= TOLERANCE, `${(share * 100).toFixed(2)} % of it differ`);
  });
}

test('the comparison sees a picture of something else', async () => {
  const [light, dark] = all;
  assert.ok(light !== undefined && dark !== undefined);
  assert.ok((await differing(browser, await shoot(browser, light), await shoot(browser, dark))) > 0.5);
});

for (const scene of all.filter(({ name }) => name.startsWith('mail-'))) {
  test(`axe finds no violation in ${scene.name}`, async () => {
    const { violations } = await withScene(browser, scene, (page) => new AxeBuilder({ page }).analyze());
    assert.equal(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`),
      [],
    );
  });
}

test.run();
