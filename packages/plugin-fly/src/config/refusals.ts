/** What makes a file impossible to release: what flyctl refuses too, and what it does by means that we have not. */
import { checkCommands } from './commands-of.ts';
import type { File } from './file.ts';
import type { Report } from './finding.ts';
import { groupNames } from './groups.ts';
import { checkMounts } from './mounts.ts';
import { checkRestart } from './restart.ts';
import { checkTopChecks } from './top-checks.ts';
import { below } from './value.ts';
import type { Places } from './value.ts';

const STRATEGIES = ['canary', 'rolling', 'immediate', 'bluegreen'];

/** Reports every such problem. */
export function checkFile(file: File, places: Places, report: Report): void {
  checkDeploy(file, report);
  checkServices(file, places, report);
  checkCommands(file, report);
  checkTopChecks(file, places, report);
  checkMounts(file, places, report);
  checkRestart(file, report);
  checkBuild(file, report);
  checkReach(file, report);
}

function checkDeploy({ deploy, mounts = [] }: File, report: Report): void {
  const strategy = deploy?.strategy ?? '';
  if (strategy !== '' && !STRATEGIES.includes(strategy)) {
    const what = `there is no strategy '${strategy}'`;
    report.problem('deploy.strategy', what, `use one of: ${STRATEGIES.join(', ')}`);
  }
  if (strategy === 'canary' && mounts.length > 0) {
    const what = 'the strategy is canary, and the file has mounts: flyctl refuses both together';
    report.problem('deploy.strategy', what, "set strategy = 'bluegreen' or 'rolling'");
  }
}

function checkServices(file: File, places: Places, report: Report): void {
  const groups = groupNames(file);
  const count = Object.keys(file.processes ?? {}).length;
  const web = file.http_service === undefined ? [] : [{ path: 'http_service', section: file.http_service }];
  const services = (file.services ?? []).map((section, index) => ({
    path: places.ofRead(section) ?? below('services', index),
    section,
  }));
  for (const { path, section } of [...web, ...services]) {
    const { processes = [] } = section;
    if (processes.length === 0 && count > 0) {
      const what = `'${path}' does not say which of the process groups it is for`;
      report.problem(path, what, `add processes = ["${groups[0]}"]`);
    }
    for (const name of processes.filter((name) => !groups.includes(name))) {
      const what = `'${path}' is for process group '${name}', which does not exist`;
      report.problem(
        below(path, 'processes'),
        what,
        `use one of: ${groups.join(', ')}, or add it to [processes]`,
      );
    }
  }
}

function checkBuild({ build }: File, report: Report): void {
  const { compression = '', compression_level: level } = build ?? {};
  if (compression !== '' && compression !== 'gzip' && compression !== 'zstd') {
    const what = `there is no compression '${compression}'`;
    report.problem('build.compression', what, "write compression = 'gzip' or 'zstd'");
  }
  if (level !== undefined && (level < 0 || level > 9)) {
    const what = `'compression_level' is ${level}, and 0 to 9 are possible`;
    report.problem('build.compression_level', what, 'write compression_level = 7');
  }
}

/** What flyctl does with a bucket of its own, or by a second parser, is out of our reach. */
function checkReach(file: File, report: Report): void {
  for (const [index, { guest_path = '', tigris_bucket = '' }] of (file.statics ?? []).entries()) {
    if (guest_path === '' || guest_path.startsWith('/') || tigris_bucket !== '') continue;
    const what = `'${guest_path}' is a relative path: flyctl would make a bucket and upload the folder, which is not done here`;
    report.problem(
      below(below('statics', index), 'guest_path'),
      what,
      'write the absolute path in the image, or name your own tigris_bucket',
    );
  }
  const hint = 'release this app with flyctl, or make one image of the containers';
  const containers: readonly (readonly [string, boolean])[] = [
    ['machine_config', (file.machine_config ?? '') !== ''],
    ['experimental.machine_config', (file.experimental?.machine_config ?? '') !== ''],
    ['build.compose', file.build?.compose !== undefined],
  ];
  for (const [path, isUsed] of containers) {
    if (isUsed)
      report.problem(
        path,
        `'${path}' asks for several containers in a machine, which is not done here`,
        hint,
      );
  }
}
