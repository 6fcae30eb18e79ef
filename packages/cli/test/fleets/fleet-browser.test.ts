/// <reference lib="dom" />
/** The page of a fleet in a real browser. */
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fleetPage } from '../../src/fleets/fleet-page.ts';
import { fromDebian } from '../../../../test/debian.ts';
import { foundByAxe, openPages, picture } from '../pages-in-browser.ts';
import type { PagesInBrowser } from '../pages-in-browser.ts';
import { HOSTILE } from './hostile-fleet.ts';
import { REGIONS, THOUSAND } from './thousand.ts';

const found = await fromDebian('chromium', 'chromium', 'fonts-dejavu-core');
const test = suite('the page of a fleet in Chromium');
const inBrowser: (name: string, work: () => Promise<void>) => void = (name, work) =>
  'path' in found ? test(name, work) : test.skip(name, work);
if ('missing' in found) console.log(`skipped: ${found.missing}`);

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
let pages: PagesInBrowser<'thousand' | 'few' | 'hostile'>;

test.before(async () => {
  if (!('path' in found)) return;
  const todo = 'look at the member: `paintbox-deploy fleet status`';
  const reportOf = ({
    app,
    runId,
  }: {
    readonly app: string;
    readonly runId: string | null;
  }): string | undefined => (runId === null ? undefined : `members/${app}.html`);
  // The other theme has the same cells, so fewer of them are enough there.
  const members = THOUSAND.members.filter(({ outcome }, index) => index % 30 === 0 || outcome === 'person');
  pages = await openPages(found.path, {
    thousand: fleetPage(THOUSAND, { reportOf, todo }),
    few: fleetPage({ ...THOUSAND, members }, { reportOf, todo }),
    hostile: fleetPage(HOSTILE, { reportOf: () => undefined }),
  });
});
test.after(async () => {
  await pages?.[Symbol.asyncDispose]();
});

const shown = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelectorAll('.wave:not([hidden]) .grid > li:not([hidden])').length);

/** As the page has it: what the driver knows of it comes later. */
const hashOf = (page: Page): Promise<string> => page.evaluate(() => location.hash);

for (const [name, colorScheme, viewport] of [
  ['thousand', 'light', DESK],
  ['few', 'dark', PHONE],
  ['hostile', 'light', PHONE],
  ['hostile', 'dark', DESK],
] as const) {
  const size = viewport === PHONE ? 'phone' : 'desk';
  inBrowser(`axe finds no violation in the ${name} one, ${colorScheme}, on a ${size}`, async () => {
    await pages.withPage(name, { colorScheme, viewport }, async (page) => {
      await picture(page, `fleet-${name}-${colorScheme}-${size}`);
      const told = await foundByAxe(page);

      assert.equal(told, []);
      assert.is(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width);
    });
  });
}

inBrowser('a label, a wave, a failure, an outcome and a name filter the members', async () => {
  await pages.withPage('thousand', { viewport: DESK }, async (page) => {
    const status = page.getByRole('status');
    assert.is(await status.textContent(), 'all 1000 members');

    await page.getByLabel('wave').selectOption('canaries');
    assert.is(await shown(page), 5);
    assert.is(await page.locator('.wave:visible').count(), 1);
    await page.getByLabel('wave').selectOption('in no wave');
    assert.is(await shown(page), 3);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('all 1000 members').waitFor();

    await page.getByLabel('region').selectOption('gru');
    const inRegion = await shown(page);
    assert.is(inRegion, THOUSAND.members.filter(({ labels }) => labels['region'] === 'gru').length);
    await page.getByRole('checkbox', { name: /bad/ }).check();
    assert.is(await shown(page), THOUSAND.members.filter(({ outcome }) => outcome === 'bad').length);
    await page.getByRole('searchbox').fill('shop-0103');
    assert.is(await status.textContent(), '1 of 1000 members');
    await page.getByRole('searchbox').press('Escape');
    assert.is(await shown(page), 1_000);

    await page.getByRole('button', { name: 'Show in the grid' }).first().click();
    assert.is(await status.textContent(), '1 of 1000 members');
  });
});

inBrowser('the filter stands in the address, so that somebody else sees the same members', async () => {
  let address = '';
  await pages.withPage('thousand', { viewport: DESK }, async (page) => {
    await page.getByLabel('region').selectOption('gru');
    await page.getByRole('checkbox', { name: /bad/ }).check();
    await page.getByLabel('failure').selectOption({ index: 2 });
    await page.getByRole('searchbox').fill('shop-01');
    address = await hashOf(page);

    await page.getByRole('searchbox').press('Escape');
    assert.is(await hashOf(page), '#members');
  });
  assert.match(address, /^#name=shop-01&only=bad&label\.region=gru&failure=[0-9a-f]{8}$/);

  await pages.withPage('thousand', { viewport: DESK }, async (page) => {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, address);
    await page.locator('.shown.some').waitFor();
    assert.is(await page.getByLabel('region').inputValue(), String(REGIONS.indexOf('gru')));
    assert.ok(await page.getByRole('checkbox', { name: /bad/ }).isChecked());
    assert.is(
      await shown(page),
      THOUSAND.members.filter(({ app, outcome }) => outcome === 'bad' && app.includes('shop-01')).length,
    );

    // What the page does not have filters nothing, and is no markup.
    await page.evaluate(() => {
      location.hash = '#failure=00000000&label.region=<b>&only=nothing&wave=none';
    });
    await page.getByText('all 1000 members').waitFor();
  });
});

inBrowser('what is known of a member stays in sight, and nothing moves under the pointer', async () => {
  // Scrolling takes no time then.
  const options = { viewport: DESK, reducedMotion: 'reduce' } as const;
  await pages.withPage('thousand', options, async (page) => {
    const about = page.locator('#about');
    const gridTop = (): Promise<number> =>
      page.evaluate(() => (document.querySelector('.grid')?.getBoundingClientRect().top ?? 0) + scrollY);
    const cell = page.getByRole('link', { name: 'customer-shop-0599: bad' });
    await cell.scrollIntoViewIfNeeded();
    const before = await gridTop();

    await cell.hover();
    await about.filter({ hasText: 'customer-shop-0599' }).waitFor();

    assert.is(await gridTop(), before);
    assert.match(
      (await about.textContent()) ?? '',
      /^customer-shop-0599: bad · as customer-shop-\d+: CHECKS_FAILED: .+ has no key · region gru/,
    );
    const box = await about.boundingBox();
    assert.ok(box !== null && box.y >= 0 && box.y < DESK.height, JSON.stringify(box));
  });
});

inBrowser(
  'the grid is one stop of the Tab key, arrows lead through it, and each member says its labels',
  async () => {
    await pages.withPage('thousand', { viewport: DESK }, async (page) => {
      assert.is(await page.locator('.grid [tabindex="0"]').count(), 1);
      await page.locator('.grid [tabindex="0"]').focus();
      await page.keyboard.press('ArrowRight');
      const name = (): Promise<string | null> =>
        page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
      assert.is(await name(), 'customer-shop-0002: good');
      assert.is(
        await page.locator('#about').textContent(),
        'customer-shop-0002: good · region syd · tier free',
      );

      await page.keyboard.press('End');
      assert.is(await name(), 'customer-shop-1000: skipped');
      await page.keyboard.press('Home');
      assert.is(await name(), 'customer-shop-0001: good');
      assert.is(await page.locator('.grid [tabindex="0"]').count(), 1);
    });
  },
);

inBrowser('without scripts every member is there, and nothing that would not work', async () => {
  await pages.withPage('thousand', { javaScriptEnabled: false, viewport: DESK }, async (page) => {
    assert.is(await page.locator('.grid > li:visible').count(), 1_000);
    assert.is(await page.locator('button:visible').count(), 0);
    assert.is(await page.locator('form:visible').count(), 0);
  });
});

test.run();
