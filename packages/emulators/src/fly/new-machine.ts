/** The record of a machine that is being made, and its versions. */
import { ulid } from './ids.ts';
import type { SentConfig } from './machines-api/complete-config.ts';
import { completeConfig } from './machines-api/complete-config.ts';
import { noteOrder } from './machine-events.ts';
import type { ImageRef, MachineConfig } from './machine.ts';
import type { MachineRecord } from './world.ts';

export interface CreateMachine {
  readonly name?: string | undefined;
  readonly region?: string | undefined;
  readonly config: SentConfig;
  /** Create it without starting it. */
  readonly skip_launch?: boolean | undefined;
  /** Create it cordoned: the edge does not know it until it is uncordoned. */
  readonly skip_service_registration?: boolean | undefined;
  /** Lease the new machine for so many seconds; the answer then has the nonce. */
  readonly lease_ttl?: number | undefined;
}

/** A machine before its first boot. */
export function newRecord(app: string, id: string, request: CreateMachine, image: ImageRef): MachineRecord {
  const now = new Date().toISOString();
  const version = ulid();
  const config = completeConfig(request.config);
  return {
    app,
    lease: undefined,
    versions: [{ version, user_config: config }],
    machine: {
      id,
      name: request.name || `emulated-${id.slice(0, 6)}`,
      state: 'created',
      region: request.region || 'iad',
      instance_id: version,
      version,
      private_ip: 'fdaa::1',
      image_ref: image,
      created_at: now,
      updated_at: now,
      host_status: 'ok',
      cordoned: request.skip_service_registration ?? false,
      checks: [],
      events: [{ type: 'launch', status: 'created', source: 'user', timestamp: Date.now() }],
      config,
    },
  };
}

/** Makes the next version of a machine, which is about to be booted. */
export function replaceVersion(record: MachineRecord, config: MachineConfig, image: ImageRef): void {
  const version = ulid();
  const { machine, versions = [] } = record;
  record.machine = {
    ...machine,
    config,
    image_ref: image,
    version,
    instance_id: version,
    state: 'replacing',
  };
  noteOrder(record, 'update', 'replacing');
  record.versions = [{ version, user_config: config }, ...versions];
}
