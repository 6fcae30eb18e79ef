/** Makes pictures in a browser, and compares two of them there: it knows their formats already. */
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import type { Scene } from './scenes.ts';

/** A browser for pictures. Root has no sandbox in a container; the pages are our own. */
export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Letters of one machine must have the edges of another.
    args: ['--no-sandbox', '--disable-lcd-text', '--font-render-hinting=none', '--force-color-profile=srgb'],
  });
}

/** The picture of a scene, as WebP: a third of what PNG takes. */
export async function shoot(browser: Browser, { html, width, height, scheme }: Scene): Promise<Buffer> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  });
  try {
    const page = await context.newPage();
    await page.setContent(html);
    const png = await page.screenshot({ animations: 'disabled' });
    const webp = await page.evaluate<string>(`(${encode})('${png.toString('base64')}')`);
    return Buffer.from(webp, 'base64');
  } finally {
    await context.close();
  }
}

/** Which share of the pixels differs so much that a person would see it; 1 when the sizes differ. */
export async function differing(browser: Browser, one: Buffer, other: Buffer): Promise<number> {
  const page = await browser.newPage();
  try {
    const [a, b] = [one, other].map((picture) => `data:image/webp;base64,${picture.toString('base64')}`);
    return await page.evaluate<number>(`(${compare})(${JSON.stringify([a, b])})`);
  } finally {
    await page.close();
  }
}

/** Runs in the browser. Bytes in base64 need no address, which the report's own rules would refuse. */
const encode = `async (png) => {
  const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (one) => one.charCodeAt(0))], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d').drawImage(picture, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.7 })).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}`;

/** Runs in the browser. */
const compare = `async (urls) => {
  const [a, b] = await Promise.all(urls.map(async (url) => {
    const picture = await createImageBitmap(await (await fetch(url)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const pen = canvas.getContext('2d');
    pen.drawImage(picture, 0, 0);
    return { width: picture.width, height: picture.height, data: pen.getImageData(0, 0, picture.width, picture.height).data };
  }));
  if (a.width !== b.width || a.height !== b.height) return 1;
  let count = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    const far = Math.max(...[0, 1, 2].map((part) => Math.abs(a.data[at + part] - b.data[at + part])));
    if (far > 64) count += 1;
  }
  return count / (a.width * a.height);
}`;
