/** Tools that are no npm packages: found on this machine, or installed where a test may do that. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from '../../scripts/run-command.ts';

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
  const options = { cwd: '/' };
  const quietly = ['apt-get', '-y', '-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120'];
  const wanted = [...quietly, 'install', '--no-install-recommends', ...packages];
  if ((await runCommand(wanted, options)).ok) return;
  await runCommand([...quietly, 'update'], options);
  const installed = await runCommand(wanted, options);
  if (!installed.ok) throw new Error(`cannot install ${packages.join(' ')}:\n${installed.output}`);
}
