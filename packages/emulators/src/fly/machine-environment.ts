/** The environment of an emulated machine. */
import type { StoredImage } from './images.ts';
import { groupOf } from './machine.ts';
import type { AppRecord, MachineRecord } from './world.ts';

/** Image, then config, then secrets (they win), then what the platform itself sets. */
export function machineEnvironment(
  app: AppRecord,
  { machine }: MachineRecord,
  image: StoredImage,
): Record<string, string> {
  return {
    ...image.env,
    ...machine.config.env,
    ...app.secrets,
    FLY_APP_NAME: app.name,
    FLY_MACHINE_ID: machine.id,
    FLY_ALLOC_ID: machine.id,
    FLY_MACHINE_VERSION: machine.version,
    FLY_REGION: machine.region,
    FLY_IMAGE_REF: machine.config.image,
    FLY_PROCESS_GROUP: groupOf(machine),
    FLY_PRIVATE_IP: machine.private_ip,
    FLY_PUBLIC_IP: '127.0.0.1',
    FLY_VM_MEMORY_MB: String(machine.config.guest.memory_mb),
  };
}
