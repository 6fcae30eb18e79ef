/** Puts the files of a layer into a folder: those below the image's own folder. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { unpackTar, type TarFile } from './tar.ts';

/** Marks a file of a lower layer as gone (github.com/opencontainers/image-spec, layer.md). */
const whiteout = '.wh.';

/** Later layers come over earlier ones, so they are unpacked in their order. */
export async function unpackLayer(layer: Buffer, workdir: string, root: string): Promise<void> {
  const tar = layer[0] === 0x1f && layer[1] === 0x8b ? await promisify(gunzip)(layer) : layer;
  const folder = withoutSlashes(workdir);
  for (const file of unpackTar(tar)) {
    const path = normalize(withoutSlashes(file.path));
    if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
    const inside = folder === '' ? path : path.slice(folder.length + 1);
    if (!isOutside(inside)) await place(root, inside, file);
  }
}

async function place(root: string, path: string, { content, linkTo }: TarFile): Promise<void> {
  const to = join(root, path);
  const name = path.split('/').at(-1) ?? '';
  if (name.startsWith(whiteout)) {
    await rm(join(dirname(to), name.slice(whiteout.length)), { recursive: true, force: true });
    return;
  }
  await mkdir(dirname(to), { recursive: true });
  await rm(to, { recursive: true, force: true });
  if (linkTo === undefined) await writeFile(to, content);
  else if (!linkTo.startsWith('/') && !isOutside(join(dirname(path), linkTo))) await symlink(linkTo, to);
}

function isOutside(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

function withoutSlashes(path: string): string {
  return path.replaceAll(/^[./]*\/|\/+$/gu, '');
}
