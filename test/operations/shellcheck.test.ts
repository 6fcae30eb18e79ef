/** The shell scripts have nothing that shellcheck warns of. */
import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from '../../scripts/run-command.ts';
import { canInstall, commandPath, install } from '../debian.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NAME = 'shellcheck finds nothing in scripts/ (needs shellcheck, or Debian and root)';

if (commandPath('shellcheck') !== undefined || canInstall()) test(NAME, check);
else test.skip(NAME, check);

async function check(): Promise<void> {
  if (commandPath('shellcheck') === undefined) await install('shellcheck');
  const files = await Array.fromAsync(glob('{scripts/*.sh,.ci/run}', { cwd: ROOT }));

  const { ok, output } = await runCommand(['shellcheck', '--enable=all', ...files], {
    cwd: ROOT,
  });

  assert.ok(files.length >= 5, files.join(' '));
  assert.ok(ok, output);
}

test.run();
