/** The moving pictures of the README in a real browser: they move, can be read, and stand still where somebody wants no movement. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { differing, openBrowser, pictureOf } from '../../scripts/pictures/shoot.ts';
import { scenes } from '../../scripts/record-terminal/scenes.ts';
import { FRAME } from '../../scripts/record-terminal/style.ts';
import { fromDebian } from '../debian.ts';

const PICTURES = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const SIZE = { width: 711, height: 658 };
/** What WCAG asks of text of this size. */
const CONTRAST = 4.5;

/** What somebody sees at a moment. */
interface Seen {
  /** Rows from top to bottom. */
  readonly rows: readonly string[];
  /** Letters that reach out of the window. */
  readonly cut: readonly string[];
  /** The smallest contrast of a letter to the window. */
  readonly contrast: number;
}

const found = await fromDebian('chromium', 'chromium', 'fonts-dejavu-core');
const test = suite('the recorded pictures in Chromium');
const inBrowser: (name: string, work: () => Promise<void>) => void = (name, work) =>
  'path' in found ? test(name, work) : test.skip(name, work);

let browser: Browser;
let folder: string;
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paintbox-recorded-'));
  if ('path' in found) browser = await openBrowser(found.path);
});
test.after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function withPage<T>(
  address: string,
  colorScheme: 'light' | 'dark',
  reducedMotion: 'reduce' | 'no-preference',
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: SIZE, colorScheme, reducedMotion });
  try {
    const page = await context.newPage();
    await page.goto(address);
    return await work(page);
  } finally {
    await context.close();
  }
}

for (const { name, typed } of scenes) {
  const file = join(PICTURES, `${name}.svg`);
  const address = pathToFileURL(file).href;

  for (const scheme of ['light', 'dark'] as const) {
    inBrowser(`${name} moves from the typed command to its last screen, ${scheme}`, async () => {
      await withPage(address, scheme, 'no-preference', async (page) => {
        const end = await page.evaluate<number>(lengthMs);
        const moments = await Promise.all(
          [1, end * 0.3, end - 1].map((at) => page.evaluate<Seen>(seenAt(at))),
        );
        const [first, middle, last] = moments;
        const told = await page.evaluate<string>(`document.querySelector('desc').textContent`);

        assert.equal(first?.rows, ['$']);
        assert.ok((middle?.rows.length ?? 0) > 3, 'the middle is not blank');
        assert.is.not(middle?.rows.join('\n'), last?.rows.join('\n'));
        const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');
        assert.equal(words(last?.rows.join('\n') ?? ''), words(told.slice(told.indexOf(':\n'))).slice(1));
        assert.ok(told.includes(typed));
        for (const { cut, contrast } of moments) {
          assert.equal(cut, []);
          assert.ok(contrast >= CONTRAST, `a contrast of ${contrast.toFixed(1)}`);
        }
      });
    });

    inBrowser(`${name} stands still at its last screen where a page shows it, ${scheme}`, async () => {
      const readme = join(folder, `${name}.html`);
      await writeFile(readme, `<body style="margin:0"><img alt="" src="${address}">`);
      const alone = await withPage(address, scheme, 'reduce', async (page) => {
        assert.is(await page.evaluate('document.getAnimations().length'), 0);
        return pictureOf(page);
      });
      const inside = await withPage(pathToFileURL(readme).href, scheme, 'reduce', (page) => pictureOf(page));
      const blank = await withPage(address, scheme, 'reduce', async (page) => {
        await page.evaluate(`document.querySelector('.scroll').remove()`);
        return pictureOf(page);
      });

      assert.ok((await differing(browser, alone, inside)) < 0.005);
      assert.ok((await differing(browser, alone, blank)) > 0.03, 'there is text on it');
    });
  }
}

/** Runs in the browser. */
const lengthMs = `Math.max(...document.getAnimations().map((each) => each.effect.getTiming().duration))`;

/** Runs in the browser: what is seen at a moment. Rows scroll away behind the window's title, which is as high as `top`. */
const seenAt = (at: number): string => `((at, top) => {
  for (const animation of document.getAnimations()) {
    animation.pause();
    animation.currentTime = at;
  }
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const lightness = (element) => {
    const [red, green, blue] = getComputedStyle(element).fill.match(/\\d+/g).map((part) => linear(Number(part) / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const frame = document.querySelector('.window').getBoundingClientRect();
  const behind = lightness(document.querySelector('.window'));
  const rows = [];
  const cut = [];
  let contrast = 21;
  for (const text of document.querySelectorAll('text')) {
    const box = text.getBoundingClientRect();
    const middle = (box.top + box.bottom) / 2;
    if (middle < frame.top + top || middle > frame.bottom || getComputedStyle(text).visibility === 'hidden') continue;
    if (box.left < frame.left || box.right > frame.right) cut.push(text.textContent);
    const parts = [...text.querySelectorAll('tspan')];
    for (const part of parts) {
      const [dark, light] = [behind, lightness(part)].sort((a, b) => a - b);
      contrast = Math.min(contrast, (light + 0.05) / (dark + 0.05));
    }
    rows.push({ top: box.top, text: parts.map((part) => part.textContent).join(' ') });
  }
  return { rows: rows.sort((a, b) => a.top - b.top).map(({ text }) => text), cut, contrast };
})(${at}, ${FRAME.top})`;

test.run();
