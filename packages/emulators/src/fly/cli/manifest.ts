/** Manifests (hidden flags of flyctl, contract §5.4): a deploy with its image and config in one file. */
import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Call } from './call.ts';
import { FlyctlError } from './failure.ts';
import type { FlyctlConfig } from './fly-config.ts';

export interface Manifest {
  readonly AppName: string;
  readonly config: FlyctlConfig;
  readonly deployment_image: string;
  readonly strategy: string;
}

/** Writes what a deploy would do to the file of `--export-manifest`, `-` for stdout; false when the flag is not there. */
export async function exportManifest(call: Call, manifest: Manifest): Promise<boolean> {
  const file = call.args.text('export-manifest');
  if (file === undefined) return false;
  const json = JSON.stringify(manifest, null, 2);
  if (file === '-') call.out(json);
  else await writeFile(file, `${json}\n`);
  return true;
}

/** The manifest of `--from-manifest`, if that flag is there. */
export async function importManifest(call: Call): Promise<Manifest | undefined> {
  const file = call.args.text('from-manifest');
  if (file === undefined) return undefined;
  try {
    return JSON.parse(file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')) as Manifest; // of exportManifest
  } catch (error) {
    throw new FlyctlError(`failed to load manifest: ${(error as Error).message}`);
  }
}
