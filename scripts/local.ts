/**
 * Runs a command of the production pipeline in the local world: `npx -y pnpm@12 paintbox-deploy:local deploy --fault empty-jwks`.
 * Only endpoints, credentials and the flyctl path differ from production, and they are set by the same variables that anyone may set.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ensureWorld,
  faultEnvironment,
  faultNames,
  isFaultName,
  stopWorld,
  worldEnvironment,
} from '@paintbox/deploy-local-world';
import { takeFault } from './take-fault.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const world = join(process.env['PAINTBOX_STATE_DIR'] ?? join(root, '.paintbox'), 'local');
const { fault, rest } = takeFault(process.argv.slice(2));

if (fault !== undefined && !isFaultName(fault)) {
  console.error(`--fault takes one of ${faultNames.join(', ')}, not '${fault}'`);
  process.exit(2);
}

if (rest.includes('--help')) {
  console.error(
    `In the local world also: --fault NAME  ship a build with this fault: ${faultNames.join(', ')}\n`,
  );
}

if (rest[0] === 'stop') {
  const stopped = await stopWorld(world);
  console.error(stopped ? 'The local world has stopped.' : 'No local world is running.');
} else {
  // A world that runs already answers at once.
  const starting = setTimeout(
    () => console.error('Starting the local world: emulators of AWS and Fly.io …'),
    300,
  );
  const address = await ensureWorld(world);
  clearTimeout(starting);
  console.error(`Local world: app at ${address.appUrl}`);
  const cli = fileURLToPath(new URL('../packages/cli/bin.cjs', import.meta.url));
  const env = {
    ...process.env,
    ...worldEnvironment(address),
    // What a person types in place of `paintbox-deploy`, so that what is printed is about this world.
    PAINTBOX_TYPED_AS: 'npx -y pnpm@12 paintbox-deploy:local',
    ...(fault === undefined ? {} : faultEnvironment(fault)),
  };
  process.chdir(root);
  // This process becomes the CLI: signals reach it, and its exit code is the command's.
  if (process.execve === undefined) throw new Error('the local world needs a POSIX system and Node 24');
  process.execve(process.execPath, [process.execPath, cli, ...rest, '--env', 'local'], env);
}
