/**
 * A fleet of twelve emulated apps, with nothing installed: `npx -y pnpm@12 fleet:local` releases to them wave by wave, `fleet:local --fault empty-jwks`
 * ships a broken build and shows it stopped in the first wave. Any other words are a command of the fleet: `fleet:local status`.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ensureApps,
  ensureWorld,
  faultEnvironment,
  faultNames,
  isFaultName,
  worldEnvironment,
} from '@paintbox/deploy-local-world';
import { takeFault } from './take-fault.ts';

const MEMBERS = 12;
const root = fileURLToPath(new URL('..', import.meta.url));
const world = join(process.env['PAINTBOX_STATE_DIR'] ?? join(root, '.paintbox'), 'local');
const { fault, rest } = takeFault(process.argv.slice(2));

if (fault !== undefined && !isFaultName(fault)) {
  console.error(`--fault takes one of ${faultNames.join(', ')}, not '${fault}'`);
  process.exit(2);
}

console.error(`Local world: ${MEMBERS} apps on emulators of AWS and Fly.io, which are test doubles`);
const address = await ensureWorld(world);
const names = Array.from({ length: MEMBERS }, (_, index) => `shop-${String(index + 1).padStart(2, '0')}`);
const urls = await ensureApps(address, names);
const members = names.map((app, index) => ({
  app,
  labels: { tier: index % 3 === 0 ? 'paid' : 'free' },
  url: urls[app],
}));
const [word = 'deploy', ...more] = rest[0]?.startsWith('-') === true ? ['deploy', ...rest] : rest;
const cli = fileURLToPath(new URL('../packages/cli/bin.cjs', import.meta.url));
const env = {
  ...process.env,
  ...worldEnvironment(address),
  FLEET_MEMBERS: JSON.stringify(members),
  ...(fault === undefined ? {} : faultEnvironment(fault)),
};
process.chdir(root);
// This process becomes the CLI: signals reach it, and its exit code is the command's.
if (process.execve === undefined) throw new Error('the local world needs a POSIX system and Node 24');
const words = ['fleet', word, ...more, '--config', 'paintbox.fleet.config.ts', '--env', 'local'];
process.execve(process.execPath, [process.execPath, cli, ...words], env);
