/** The Chromium of Debian for tests, installed where that can be done. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const EXECUTABLE = '/usr/bin/chromium';
/** Long enough for a slow mirror, short enough for the silence that a test file is granted, in ms. */
const INSTALL_MS = 220_000;

/** Where it is; or why there is none. */
export async function chromium(): Promise<{ readonly path: string } | { readonly missing: string }> {
  if (await isThere()) return { path: EXECUTABLE };
  if (process.getuid?.() !== 0) return { missing: `${EXECUTABLE} is missing, and only root can install it` };
  try {
    const options = { timeout: INSTALL_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    // Other tests install packages at the same time.
    const wait = ['-o', 'DPkg::Lock::Timeout=120'];
    await run('apt-get', [...wait, 'update', '--quiet'], options);
    await run(
      'apt-get',
      [...wait, 'install', '--yes', '--quiet', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
      options,
    );
  } catch (error) {
    return {
      missing: `apt-get could not install chromium: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  return (await isThere()) ? { path: EXECUTABLE } : { missing: `apt-get left no ${EXECUTABLE}` };
}

function isThere(): Promise<boolean> {
  return access(EXECUTABLE, constants.X_OK).then(
    () => true,
    () => false,
  );
}
