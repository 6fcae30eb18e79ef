/** Files that a machine's config puts into it, and where a process of this computer finds them, and what is under a mount. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MachineConfig } from './machine.ts';
import { mountedPath, type MountedVolume } from './volumes.ts';

/** The folder that stands for `/` of the machine, for these files only. */
const rootOf = (workDir: string): string => join(workDir, '.guest');

/**
 * Writes them anew, as every boot does; the content of both kinds is in base64 (superfly/fly-go, machine_types.go). A file whose secret
 * is not there is left out, which nobody documents.
 */
export async function writeGuestFiles(
  { files }: MachineConfig,
  secrets: Readonly<Record<string, string>>,
  workDir: string,
): Promise<void> {
  await rm(rootOf(workDir), { recursive: true, force: true });
  for (const { guest_path: path, raw_value: raw, secret_name: secret } of files ?? []) {
    const content = secret ? secrets[secret] : raw;
    if (content === undefined) continue;
    const file = join(rootOf(workDir), join('/', path)); // never above the root
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, Buffer.from(content, 'base64'));
  }
}

/** Replaces a value of the environment or the command that is the path of such a file, or is under the mount. */
export function placer(
  { files }: MachineConfig,
  volume: MountedVolume | undefined,
  workDir: string,
): (value: string) => string {
  const paths = new Set(files?.map((file) => file.guest_path));
  return (value) => {
    if (paths.has(value)) return join(rootOf(workDir), join('/', value));
    return volume ? mountedPath(value, volume) : value;
  };
}
