/**
 * Every command the emulated flyctl knows, by its full name. Each is loaded when it is called: flyctl runs dozens of times in a deploy, mostly to
 * list machines, and would otherwise load each time what only a deploy needs.
 */
import type { FlyctlCommand } from './call.ts';
import { FlyctlError } from './failure.ts';

const commands: Readonly<Record<string, () => Promise<FlyctlCommand>>> = {
  version: async () => (await import('./read-commands.ts')).version,
  'auth whoami': async () => (await import('./read-commands.ts')).whoami,
  'apps list': async () => (await import('./read-commands.ts')).appsList,
  status: async () => (await import('./read-commands.ts')).status,
  releases: async () => (await import('./read-commands.ts')).releases,
  'image show': async () => (await import('./read-commands.ts')).imageShow,
  'checks list': async () => (await import('./read-commands.ts')).checksList,
  'ips list': async () => (await import('./outside-commands.ts')).ipsList,
  'certs list': async () => (await import('./outside-commands.ts')).certsList,
  'certs check': async () => (await import('./outside-commands.ts')).certsCheck,
  'certs show': async () => (await import('./outside-commands.ts')).certsCheck,
  'tokens create deploy': async () => (await import('./outside-commands.ts')).tokensCreateDeploy,
  'scale show': async () => (await import('./read-commands.ts')).scaleShow,
  'scale count': async () => (await import('./scale-commands.ts')).scaleCount,
  'scale vm': async () => (await import('./scale-commands.ts')).scaleVm,
  'volumes list': async () => (await import('./volume-commands.ts')).volumesList,
  'volumes create': async () => (await import('./volume-commands.ts')).volumesCreate,
  'volumes destroy': async () => (await import('./volume-commands.ts')).volumesDestroy,
  'apps restart': async () => (await import('./restart-commands.ts')).appsRestart,
  'machine list': async () => (await import('./machine-commands.ts')).machineList,
  'machine status': async () => (await import('./machine-commands.ts')).machineStatus,
  'machine cordon': async () => (await import('./machine-commands.ts')).cordon,
  'machine uncordon': async () => (await import('./machine-commands.ts')).uncordon,
  'machine start': async () => (await import('./machine-commands.ts')).start,
  'machine stop': async () => (await import('./machine-commands.ts')).stop,
  'machine destroy': async () => (await import('./machine-commands.ts')).destroy,
  'machine run': async () => (await import('./machine-run.ts')).machineRun,
  'machine exec': async () => (await import('./machine-run.ts')).machineExec,
  'machine update': async () => (await import('./machine-run.ts')).machineUpdate,
  'machine restart': async () => (await import('./machine-run.ts')).machineRestart,
  'machine leases view': async () => (await import('./machine-commands.ts')).leasesView,
  'machine leases clear': async () => (await import('./machine-commands.ts')).leasesClear,
  'config show': async () => (await import('./config-commands.ts')).configShow,
  'config validate': async () => (await import('./config-commands.ts')).configValidate,
  'secrets list': async () => (await import('./secrets-commands.ts')).secretsList,
  'secrets set': async () => (await import('./secrets-commands.ts')).secretsSet,
  'secrets import': async () => (await import('./secrets-commands.ts')).secretsImport,
  'secrets unset': async () => (await import('./secrets-commands.ts')).secretsUnset,
  'secrets deploy': async () => (await import('./restart-commands.ts')).secretsDeploy,
  'secrets sync': async () => (await import('./restart-commands.ts')).secretsSync,
  deploy: async () => (await import('./deploy.ts')).deploy,
};

const aliases: Readonly<Record<string, string>> = {
  machines: 'machine',
  m: 'machine',
  lease: 'leases',
  app: 'apps',
  volume: 'volumes',
  vol: 'volumes',
};

/** The command that the words begin with, and the words after it. */
export async function findCommand(
  words: readonly string[],
): Promise<{ name: string; command: FlyctlCommand; rest: readonly string[] }> {
  for (const length of [3, 2, 1]) {
    const typed = words
      .slice(0, length)
      .map((word) => aliases[word] ?? word)
      .join(' ');
    const name = typed === 'apps releases' ? 'releases' : typed;
    const load = commands[name];
    if (!load || words.length < length) continue;
    const rest = words.slice(length);
    const extra = rest[0];
    if (name === 'releases' && extra !== undefined && !extra.startsWith('-')) {
      throw new FlyctlError(`unknown command "${extra}" for "flyctl releases"`);
    }
    return { name, command: await load(), rest };
  }
  throw new FlyctlError(`unknown command "${words[0] ?? ''}" for "flyctl"`);
}
