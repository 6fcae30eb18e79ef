/** Pages of ours in a real browser. `PAINTBOX_SCREENSHOTS=DIR` keeps pictures of them, for people to look at. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium as driver } from 'playwright-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import * as assert from 'uvu/assert';

/** Pages by name, ready to be opened. */
export interface PagesInBrowser<Name extends string> extends AsyncDisposable {
  /** Opens one; whatever it complains about, or asks the network for, fails the test. */
  withPage(name: Name, options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void>;
}

/** Writes the pages into a folder and starts the browser at `path`. */
export async function openPages<Name extends string>(
  path: string,
  pages: Readonly<Record<Name, string>>,
): Promise<PagesInBrowser<Name>> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-pages-'));
  for (const [name, html] of Object.entries<string>(pages))
    await writeFile(join(folder, `${name}.html`), html);
  // Root has no sandbox in a container; the pages are our own.
  const browser = await driver.launch({ executablePath: path, args: ['--no-sandbox'] });
  return {
    async withPage(name, options, work) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(180_000);
      const complaints: string[] = [];
      const page = await context.newPage();
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => complaints.push(dialog.message()));
      page.on('request', (request) => {
        if (!request.url().startsWith('file:')) complaints.push(`asked for ${request.url()}`);
      });
      await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
      await work(page);
      await context.close();
      assert.equal(complaints, []);
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Keeps a picture where somebody wants them. */
export async function picture(page: Page, name: string): Promise<void> {
  const kept = process.env['PAINTBOX_SCREENSHOTS'];
  if (kept !== undefined) await page.screenshot({ path: join(kept, `${name}.png`), fullPage: true });
}

/** What axe finds, each with the first place. */
export async function foundByAxe(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}
