/** Makes the pictures again that `proof pictures` compares with: look at them before they are committed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { fromDebian } from '../test/debian.ts';
import { scenes } from './pictures/scenes.ts';
import { openBrowser, shoot } from './pictures/shoot.ts';

const FOLDER = fileURLToPath(new URL('../test/proof/pictures/expected/', import.meta.url));

const found = await fromDebian('chromium', 'chromium', 'fonts-dejavu-core');
if ('missing' in found) throw new Error(found.missing);
await mkdir(FOLDER, { recursive: true });
const browser = await openBrowser(found.path);
for (const scene of await scenes()) {
  const picture = await shoot(browser, scene);
  await writeFile(`${FOLDER}${scene.name}.webp`, picture);
  console.log(`${scene.name}  ${Math.ceil(picture.length / 1_000)} kB`);
}
await browser.close();
