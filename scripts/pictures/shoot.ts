/** Makes pictures in a browser, and compares two of them there: it knows their formats already. */
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import type { Scene } from './scene.ts';

/** A browser for pictures. Root has no sandbox in a container; the pages are our own. */
export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      // Letters of one machine must have the edges of another.
      '--disable-lcd-text',
      '--font-render-hinting=none',
      '--force-color-profile=srgb',
      // Pictures inside a page stand still only when the whole browser is told so.
      '--force-prefers-reduced-motion',
    ],
  });
}

/** Opens a scene as its readers do. */
export async function withScene<T>(
  browser: Browser,
  scene: Scene,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const { width, height, scheme } = scene;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  });
  try {
    const page = await context.newPage();
    await scene.show(page);
    return await work(page);
  } finally {
    await context.close();
  }
}

/** The picture of a scene, as WebP: a third of what PNG takes. */
export function shoot(browser: Browser, scene: Scene): Promise<Buffer> {
  return withScene(browser, scene, (page) => pictureOf(page, scene.scale));
}

/** The picture of what a page shows now, smaller by `scale`. */
export async function pictureOf(page: Page, scale = 1): Promise<Buffer> {
  const png = await page.screenshot({ animations: 'disabled' });
  const webp = await page.evaluate<string>(`(${encode})('${png.toString('base64')}', ${scale})`);
  return Buffer.from(webp, 'base64');
}

/** How two pictures are compared. */
export interface Comparison {
  /** The side of the squares that are compared, each by its mean colour, in pixels. */
  readonly square: number;
  /** From which difference of a colour on (0–255) a square counts. */
  readonly far: number;
}

/** Every pixel, where the text is ours: from which difference on a person would see it. */
const PIXELS: Comparison = { square: 1, far: 64 };

/** Which share of a picture differs; 1 when the sizes differ. */
export async function differing(
  browser: Browser,
  one: Buffer,
  other: Buffer,
  { square, far }: Comparison = PIXELS,
): Promise<number> {
  const page = await browser.newPage();
  try {
    const urls = [one, other].map((picture) => `data:image/webp;base64,${picture.toString('base64')}`);
    return await page.evaluate<number>(`(${compare})(${JSON.stringify(urls)}, ${square}, ${far})`);
  } finally {
    await page.close();
  }
}

/** Runs in the browser. Bytes in base64 need no address, which the report's own rules would refuse. */
const encode = `async (png, scale) => {
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (one) => one.charCodeAt(0))], { type: 'image/png' }));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.round(side * scale));
  const picture = scale === 1 ? bitmap : await createImageBitmap(bitmap, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d').drawImage(picture, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.7 })).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}`;

/** Runs in the browser. Smoothing makes a smaller picture one of means. */
const compare = `async (urls, square, far) => {
  const [a, b] = await Promise.all(urls.map(async (url) => {
    const picture = await createImageBitmap(await (await fetch(url)).blob());
    const width = Math.round(picture.width / square);
    const height = Math.round(picture.height / square);
    const small = square === 1 ? picture : await createImageBitmap(picture, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
    const pen = new OffscreenCanvas(width, height).getContext('2d');
    pen.drawImage(small, 0, 0);
    return { size: picture.width + 'x' + picture.height, data: pen.getImageData(0, 0, width, height).data };
  }));
  if (a.size !== b.size) return 1;
  let count = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    const apart = Math.max(...[0, 1, 2].map((part) => Math.abs(a.data[at + part] - b.data[at + part])));
    if (apart > far) count += 1;
  }
  return count / (a.data.length / 4);
}`;
