/** The flags of `flyctl deploy`. Some are only accepted: what they choose does not exist here. */
import type { Flags } from './arguments.ts';

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;
const bool = { type: 'boolean' } as const;

const building: Flags = {
  'build-only': bool,
  push: bool,
  'image-label': text,
  'remote-only': bool,
  'local-only': bool,
  depot: text,
  'depot-scope': text,
  buildkit: bool,
  nixpacks: bool,
  'no-cache': bool,
  'recreate-builder': bool,
  dockerfile: text,
  ignorefile: text,
  label: list,
  'build-arg': list,
  'build-secret': list,
  'build-target': text,
  compression: text,
  wg: bool,
  'https-failover': bool,
};

const releasing: Flags = {
  image: { ...text, short: 'i' },
  strategy: text,
  env: { ...list, short: 'e' },
  'wait-timeout': text,
  'release-command-timeout': text,
  'skip-release-command': bool,
  'lease-timeout': text,
  'smoke-checks': bool,
  'dns-checks': bool,
  detach: bool,
  'max-unavailable': text,
  'max-concurrent': text,
  'deploy-retries': text,
  signal: { ...text, short: 's' },
  'export-manifest': text,
  'from-manifest': text,
};

const choosing: Flags = {
  ha: bool,
  'update-only': bool,
  'process-groups': list,
  regions: list,
  'only-regions': list,
  'exclude-regions': list,
  'only-machines': list,
  'exclude-machines': list,
  'primary-region': text,
  'volume-initial-size': text,
  'no-public-ips': bool,
  flycast: bool,
  'vm-size': text,
  'vm-memory': text,
  'vm-cpus': text,
  'vm-cpu-kind': text,
  now: bool,
  yes: { ...bool, short: 'y' },
  'auto-confirm': bool,
};

export const deployFlags: Flags = { ...building, ...releasing, ...choosing };
