/** The events that orders leave on a machine, before what follows from them (seen on the platform: 2witstudios/PageSpace). */
import type { MachineRecord } from './world.ts';

export function noteOrder(
  record: MachineRecord,
  type: 'start' | 'stop' | 'suspend' | 'update',
  status: string,
  source: 'user' | 'proxy' = 'user',
): void {
  const event = { type, status, source, timestamp: Date.now() } as const;
  record.machine = { ...record.machine, events: [event, ...record.machine.events] };
}
