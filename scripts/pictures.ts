/**
 * Makes the pictures again that `proof pictures` compares with: look at them before they are committed. With the beginnings of names as words, only those.
 *
 *     node scripts/pictures.ts
 *     node scripts/pictures.ts terminal- home-phone
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromDebian } from '../test/debian.ts';
import { buildSite } from './docs-site/build.ts';
import { serveSite } from './docs-site/serve.ts';
import type { Scene } from './pictures/scene.ts';
import { scenes } from './pictures/scenes.ts';
import { openBrowser, shoot } from './pictures/shoot.ts';
import { siteScenes } from './pictures/site-scenes.ts';

const FOLDER = fileURLToPath(new URL('../test/proof/pictures/', import.meta.url));
const beginnings = process.argv.slice(2);
const wanted = ({ name }: Scene): boolean =>
  beginnings.length === 0 || beginnings.some((beginning) => name.startsWith(beginning));

const found = await fromDebian('chromium', 'chromium', 'fonts-dejavu-core');
if ('missing' in found) throw new Error(found.missing);
const browser = await openBrowser(found.path);
try {
  await make((await scenes()).filter(wanted), 'expected');
  if (siteScenes('').some(wanted)) await makeSite();
} finally {
  await browser.close();
}

async function makeSite(): Promise<void> {
  const built = await mkdtemp(join(tmpdir(), 'paintbox-site-'));
  try {
    await buildSite(built);
    const site = await serveSite(built);
    await make(siteScenes(site.url).filter(wanted), 'expected-site');
    site.close();
  } finally {
    await rm(built, { recursive: true, force: true });
  }
}

async function make(all: readonly Scene[], folder: string): Promise<void> {
  await mkdir(join(FOLDER, folder), { recursive: true });
  for (const scene of all) {
    const picture = await shoot(browser, scene);
    await writeFile(join(FOLDER, folder, `${scene.name}.webp`), picture);
    console.log(`${scene.name}  ${Math.ceil(picture.length / 1_000)} kB`);
  }
}
