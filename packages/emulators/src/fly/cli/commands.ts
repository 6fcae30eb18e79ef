/** Every command the emulated flyctl knows, by its full name. */
import type { Command } from './call.ts';
import { configShow, configValidate } from './config-commands.ts';
import { deploy } from './deploy.ts';
import { FlyctlError } from './failure.ts';
import {
  cordon,
  destroy,
  leasesClear,
  leasesView,
  machineList,
  machineStatus,
  start,
  stop,
  uncordon,
} from './machine-commands.ts';
import { appsRestart, secretsDeploy, secretsSync } from './restart-commands.ts';
import { machineExec, machineRestart, machineRun, machineUpdate } from './machine-run.ts';
import { certsCheck, certsList, ipsList, tokensCreateDeploy } from './outside-commands.ts';
import { scaleCount, scaleVm } from './scale-commands.ts';
import { volumesCreate, volumesDestroy, volumesList } from './volume-commands.ts';
import {
  appsList,
  checksList,
  imageShow,
  releases,
  scaleShow,
  status,
  version,
  whoami,
} from './read-commands.ts';
import { secretsImport, secretsList, secretsSet, secretsUnset } from './secrets-commands.ts';

const commands: Readonly<Record<string, Command>> = {
  version,
  'auth whoami': whoami,
  'apps list': appsList,
  status,
  releases,
  'image show': imageShow,
  'checks list': checksList,
  'ips list': ipsList,
  'certs list': certsList,
  'certs check': certsCheck,
  'certs show': certsCheck,
  'tokens create deploy': tokensCreateDeploy,
  'scale show': scaleShow,
  'scale count': scaleCount,
  'scale vm': scaleVm,
  'volumes list': volumesList,
  'volumes create': volumesCreate,
  'volumes destroy': volumesDestroy,
  'apps restart': appsRestart,
  'machine list': machineList,
  'machine status': machineStatus,
  'machine cordon': cordon,
  'machine uncordon': uncordon,
  'machine start': start,
  'machine stop': stop,
  'machine destroy': destroy,
  'machine run': machineRun,
  'machine exec': machineExec,
  'machine update': machineUpdate,
  'machine restart': machineRestart,
  'machine leases view': leasesView,
  'machine leases clear': leasesClear,
  'config show': configShow,
  'config validate': configValidate,
  'secrets list': secretsList,
  'secrets set': secretsSet,
  'secrets import': secretsImport,
  'secrets unset': secretsUnset,
  'secrets deploy': secretsDeploy,
  'secrets sync': secretsSync,
  deploy,
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
export function findCommand(words: readonly string[]): {
  name: string;
  command: Command;
  rest: readonly string[];
} {
  for (const length of [3, 2, 1]) {
    const typed = words
      .slice(0, length)
      .map((word) => aliases[word] ?? word)
      .join(' ');
    const name = typed === 'apps releases' ? 'releases' : typed;
    const command = commands[name];
    if (!command || words.length < length) continue;
    const rest = words.slice(length);
    const extra = rest[0];
    if (name === 'releases' && extra !== undefined && !extra.startsWith('-')) {
      throw new FlyctlError(`unknown command "${extra}" for "flyctl releases"`);
    }
    return { name, command, rest };
  }
  throw new FlyctlError(`unknown command "${words[0] ?? ''}" for "flyctl"`);
}
