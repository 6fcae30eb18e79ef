/** The machine of the release command: the file's env and files, no services, no checks, no volume. */
import { releaseInitOf } from './commands-of.ts';
import type { File } from './file.ts';
import type { Report } from './finding.ts';
import { guestOf } from './guest.ts';
import { envOf, stopConfigOf } from './group-env.ts';
import { orNone } from './machine-config.ts';
import type { WantedConfig } from './machine-config.ts';

const GROUP = 'fly_app_release_command';

/** Undefined where the file has no release command. */
export function releaseConfig(file: File, report: Report): WantedConfig | undefined {
  if (orNone(file.deploy?.release_command) === undefined) return undefined;
  const vm = file.deploy?.release_command_vm;
  return {
    env: { ...envOf(file, GROUP), RELEASE_COMMAND: '1' },
    init: releaseInitOf(file),
    metadata: { fly_platform_version: 'v2', fly_process_group: GROUP },
    guest: vm && guestOf(vm, file.host_dedication_id, 'deploy.release_command_vm', report),
    restart: { policy: 'no' },
    auto_destroy: true,
    dns: { skip_registration: true },
    stop_config: stopConfigOf(file),
  };
}
