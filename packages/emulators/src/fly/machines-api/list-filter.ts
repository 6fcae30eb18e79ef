/** The filters of a machine list. */
import type { Machine } from '../machine.ts';

/** Whether the list was asked for this machine. `state` may be a list with commas; `metadata.KEY` must be equal. */
export function isWanted(machine: Machine, query: URLSearchParams): boolean {
  const region = query.get('region');
  const states = query.get('state')?.split(',');
  if (region && machine.region !== region) return false;
  if (states && !states.includes(machine.state)) return false;
  return [...query].every(([key, value]) => {
    if (!key.startsWith('metadata.')) return true;
    return machine.config.metadata[key.slice('metadata.'.length)] === value;
  });
}

/** A machine in a list with `summary=true`: config, checks and events are left out. */
export function summaryOf(machine: Machine): Partial<Machine> {
  const { config: _config, checks: _checks, events: _events, host_status: _host, ...rest } = machine;
  return rest;
}

/** A machine of which a list does not know the image. */
export function withoutImage({ image_ref: _image, ...rest }: Partial<Machine>): Partial<Machine> {
  return rest;
}
