/** The events that orders leave on a machine, before what follows from them (seen on the platform: 2witstudios/PageSpace). */
import type { MachineRecord } from './world.ts';

export function noteOrder(record: MachineRecord, type: 'start' | 'stop' | 'update', status: string): void {
  const event = { type, status, source: 'user', timestamp: Date.now() } as const;
  record.machine = { ...record.machine, events: [event, ...record.machine.events] };
}
