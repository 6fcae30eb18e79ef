/** Programs that are no npm packages: found on this machine, or installed where a test may do that. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Long enough for a slow mirror, short enough for the silence that a test file is granted, in ms. */
const INSTALL_MS = 200_000;

/** Where a program of a package of Debian is; or why there is none. */
export async function fromDebian(
  name: string,
): Promise<{ readonly path: string } | { readonly missing: string }> {
  const path = `/usr/bin/${name}`;
  if (await isThere(path)) return { path };
  if (process.getuid?.() !== 0) return { missing: `${path} is missing, and only root can install it` };
  try {
    // A package would start a service of its own where there is a systemd.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const options = { timeout: INSTALL_MS, env };
    // Other tests install packages at the same time.
    const wait = ['-o', 'DPkg::Lock::Timeout=120'];
    await run('apt-get', [...wait, 'update', '--quiet'], options);
    await run('apt-get', [...wait, 'install', '--yes', '--quiet', '--no-install-recommends', name], options);
  } catch (error) {
    return {
      missing: `apt-get could not install ${name}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  return (await isThere(path)) ? { path } : { missing: `apt-get left no ${path}` };
}

function isThere(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** A port of loopback that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
