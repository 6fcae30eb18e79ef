/** Tools that are no npm packages: found on this machine, or installed where a test may do that. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from '../scripts/run-command.ts';

/** Long enough for a slow mirror, short enough for the silence that a test file is granted, in ms. */
const INSTALL_MS = 200_000;

/** The path of a command; undefined when there is none. */
export function commandPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** True where packages of Debian may be installed. */
export function canInstall(): boolean {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

/** Installs packages of Debian, the lists first where they are missing. */
export async function install(...packages: readonly string[]): Promise<void> {
  // A package would start a service of its own where there is a systemd.
  const options = {
    cwd: '/',
    env: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    limitMs: INSTALL_MS,
  };
  const quietly = ['apt-get', '-y', '-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120'];
  const wanted = [...quietly, 'install', '--no-install-recommends', ...packages];
  if ((await runCommand(wanted, options)).ok) return;
  await runCommand([...quietly, 'update'], options);
  const installed = await runCommand(wanted, options);
  if (!installed.ok) throw new Error(`cannot install ${packages.join(' ')}:\n${installed.output}`);
}

/** Where a command is, installed from the packages where it is missing and may be installed; or why there is none. */
export async function fromDebian(
  name: string,
  ...packages: readonly string[]
): Promise<{ readonly path: string } | { readonly missing: string }> {
  const found = commandPath(name);
  if (found !== undefined) return { path: found };
  if (!canInstall()) return { missing: `${name} is missing, and only root of a Debian can install it` };
  try {
    await install(...(packages.length === 0 ? [name] : packages));
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
  const path = commandPath(name);
  return path === undefined ? { missing: `its package left no ${name}` } : { path };
}
