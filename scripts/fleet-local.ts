/**
 * A fleet of twelve emulated apps, with nothing installed: `npx -y pnpm@12 fleet:local` releases to them wave by wave, `fleet:local --fault empty-jwks`
 * ships a broken build and shows it stopped in the first wave. Any other words are a command of the fleet: `fleet:local status`. Printed commands work as shown:
 * `fleet:local fleet approve …`, and of a member `FLY_APP=shop-01 npx -y pnpm@12 fleet:local explain RUN`.
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
/** Commands about the runs of one member, which FLY_APP names. */
const ofMember = ['explain', 'show', 'history'].includes(rest[0] ?? '');
const [word = 'deploy', ...more] = wordsOf(rest);
const cli = fileURLToPath(new URL('../packages/cli/bin.cjs', import.meta.url));
const member = process.env['FLY_APP'];
const env = {
  ...process.env,
  ...worldEnvironment(address),
  ...(ofMember && member !== undefined ? { FLY_APP: member } : {}),
  FLEET_MEMBERS: JSON.stringify(members),
  // What a person types in place of `paintbox-deploy`, so that what is printed is about this world.
  PAINTBOX_TYPED_AS: 'npx -y pnpm@12 fleet:local',
  ...(fault === undefined ? {} : faultEnvironment(fault)),
};
process.chdir(root);
// This process becomes the CLI: signals reach it, and its exit code is the command's.
if (process.execve === undefined) throw new Error('the local world needs a POSIX system and Node 24');
const words = [...(ofMember ? [] : ['fleet']), word, ...more];
const config = more.includes('--config') ? [] : ['--config', 'paintbox.fleet.config.ts'];
process.execve(process.execPath, [process.execPath, cli, ...words, ...config, '--env', 'local'], env);

/** Flags alone are those of a deploy, and `fleet` may be typed as in any printed command. */
function wordsOf(typed: readonly string[]): readonly string[] {
  const own = typed[0] === 'fleet' ? typed.slice(1) : typed;
  return own[0]?.startsWith('-') === true ? ['deploy', ...own] : own;
}
