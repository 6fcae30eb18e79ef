/** Writes docs/changelog.md from the changesets that wait and the changelogs of the packages. It is made with the site and not kept. */
import { glob, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changelogPage, released, waiting } from './changelog-page/entries.ts';
import type { Entry } from './changelog-page/entries.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const changesets: Entry[] = [];
for (const file of (await Array.fromAsync(glob('.changeset/*.md', { cwd: root }))).toSorted()) {
  const entry = waiting(await readFile(join(root, file), 'utf8'));
  if (entry !== undefined) changesets.push(entry);
}
const versions = new Map<string, readonly Entry[]>();
for (const file of (await Array.fromAsync(glob('packages/*/CHANGELOG.md', { cwd: root }))).toSorted()) {
  const name = basename(dirname(file));
  for (const [version, entries] of released(name, await readFile(join(root, file), 'utf8'))) {
    versions.set(version, [...(versions.get(version) ?? []), ...entries]);
  }
}

await writeFile(join(root, 'docs/changelog.md'), changelogPage(changesets, versions));
