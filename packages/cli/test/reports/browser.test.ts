/// <reference lib="dom" />
/** The HTML report in a real browser. */
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { htmlReport } from '../../src/reports/html.ts';
import { fromDebian } from '../../../../test/debian.ts';
import { foundByAxe, openPages, picture } from '../pages-in-browser.ts';
import type { PagesInBrowser } from '../pages-in-browser.ts';
import { nastyRecord } from './nasty-record.ts';
import { sampleRecord } from './sample-record.ts';

const found = await fromDebian('chromium', 'chromium', 'fonts-dejavu-core');
const test = suite('the HTML report in Chromium');
const inBrowser: (name: string, work: () => Promise<void>) => void = (name, work) =>
  'path' in found ? test(name, work) : test.skip(name, work);
if ('missing' in found) console.log(`skipped: ${found.missing}`);

const PHONE = { width: 360, height: 740 };
let pages: PagesInBrowser<'sample' | 'nasty'>;

test.before(async () => {
  if (!('path' in found)) return;
  pages = await openPages(found.path, { sample: htmlReport(sampleRecord), nasty: htmlReport(nastyRecord) });
});
test.after(async () => {
  await pages?.[Symbol.asyncDispose]();
});

const shownRows = (page: Page): Promise<readonly string[]> =>
  page.locator('#checks tbody tr:visible td:nth-child(2) code').allTextContents();

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of [
    ['desk', { width: 1280, height: 900 }],
    ['phone', PHONE],
  ] as const) {
    inBrowser(
      `axe finds no violation, ${colorScheme}, on a ${size}, whatever a server answered`,
      async () => {
        // What is nasty is so in any light.
        const names =
          (colorScheme === 'light') === (size === 'desk')
            ? (['sample', 'nasty'] as const)
            : (['sample'] as const);
        for (const name of names) {
          await pages.withPage(name, { colorScheme, viewport }, async (page) => {
            await page
              .locator('details')
              .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
            const told = await foundByAxe(page);
            await picture(page, `${name}-${colorScheme}-${size}-open`);

            assert.equal(told, []);
          });
        }
      },
    );
  }
}

inBrowser('words and verdicts filter the checks, and the page says how many are left', async () => {
  await pages.withPage('sample', {}, async (page) => {
    const status = page.getByRole('status');
    assert.is(await status.textContent(), 'all 16 checks');
    const all = await shownRows(page);
    assert.equal(all.slice(0, 2), ['jwks.keys', 'watch']);

    await page.getByRole('checkbox', { name: /^warn/ }).check();
    assert.equal((await shownRows(page)).toSorted(), ['headers.csp', 'tls.expiry']);
    await page.getByRole('searchbox').fill('certificate 9 day');
    assert.equal(await shownRows(page), ['tls.expiry']);
    assert.is(await status.textContent(), '1 of 16 checks');

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('all 16 checks').waitFor();
    assert.equal(await shownRows(page), all);
  });
});

inBrowser('everything can be done from the keyboard', async () => {
  await pages.withPage('sample', {}, async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('jwks.keys');
    assert.equal(await shownRows(page), ['jwks.keys']);

    await page.keyboard.press('Escape');
    assert.is((await shownRows(page)).length, 16);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    assert.equal(await shownRows(page), ['jwks.keys', 'watch']);

    const evidence = page.locator('details').first();
    await evidence.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert.ok(await evidence.evaluate((details: HTMLDetailsElement) => details.open));
    await page.keyboard.press('Tab');
    assert.is(await page.evaluate(() => document.activeElement?.tagName), 'PRE');
  });
});

inBrowser('a command has a button that copies it', async () => {
  await pages.withPage('sample', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.getByRole('button', { name: 'Copy the command paintbox-deploy keys check' }).first().click();
    await page.getByText('Copied').waitFor();
    assert.is(await page.evaluate(() => navigator.clipboard.readText()), 'paintbox-deploy keys check');
  });
});

inBrowser('the theme is that of the system until the reader chooses the other one', async () => {
  await pages.withPage('sample', { colorScheme: 'dark' }, async (page) => {
    const ground = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    assert.is.not(light, dark);

    await page.getByRole('button', { name: 'Dark theme' }).click();
    assert.is(await ground(), dark);
    // The browser stores the choice a moment later, and a page reads it when it is loaded.
    for (let tries = 0, seen = light; tries < 20 && seen !== dark; tries += 1) {
      await page.reload();
      seen = await ground();
    }
    assert.is(await ground(), dark);
    await page.getByRole('button', { name: 'Light theme' }).click();
    assert.is(await ground(), light);
  });
});

inBrowser('a phone needs no sideways scrolling', async () => {
  for (const name of ['sample', 'nasty'] as const) {
    await pages.withPage(name, { viewport: PHONE }, async (page) => {
      await picture(page, `${name}-phone`);
      assert.is(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
    });
  }
});

inBrowser('without scripts the whole report is there, and nothing that would not work', async () => {
  await pages.withPage('sample', { javaScriptEnabled: false }, async (page) => {
    await picture(page, 'sample-desk');
    assert.is((await shownRows(page)).length, 16);
    assert.is(await page.locator('button:visible').count(), 0);
  });
});

test.run();
