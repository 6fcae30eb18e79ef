/** What a release costs in traffic, by what serves before it. */
import type { Blue, FleetBefore } from '../artifacts.ts';

interface Cost {
  readonly says: string;
  readonly interrupts: boolean;
}

/** Nobody is there to notice, and nothing is woken: each is replaced by one that was started, proven, and rests again. */
const ASLEEP = 'every machine is asleep, so new ones are started to be proven, and rest again';

/** Of the switch. Undefined where no machine gets a twin. */
export function switchTraffic(
  before: FleetBefore | undefined,
  steps: readonly (number | string)[],
): Cost | undefined {
  const lossless = `no request is lost: new machines are proven beside the old ones, then the proxy switches${steps.length > 1 ? `, in steps: ${steps.join(', ')}` : ''}`;
  if (before === undefined) return { says: lossless, interrupts: false };
  if (before.blues.length === 0)
    return { says: 'nobody is served yet: there is nothing to interrupt', interrupts: false };
  const switched = before.blues.filter(({ routed, inPlace }) => routed && inPlace === null);
  if (switched.length === 0) return undefined;
  const asleep = before.blues.every(({ rests }) => rests);
  return { says: asleep ? `${ASLEEP}; ${lossless}` : lossless, interrupts: false };
}

/** Of machines that are changed in place. A machine that answers alone is missed while it starts again. */
export function updateTraffic(before: FleetBefore | undefined): Cost | undefined {
  const held = (before?.blues ?? []).filter(({ inPlace, reached }) => inPlace === 'volume' && reached);
  const groups = [...Map.groupBy(held, ({ group }) => group)];
  if (groups.length === 0) return undefined;
  return {
    says: groups.map(([group, machines]) => groupWords(group, machines, before?.blues ?? [])).join('; '),
    interrupts: groups.some(([group]) => isAlone(group, before?.blues ?? [])),
  };
}

function groupWords(group: string, machines: readonly Blue[], all: readonly Blue[]): string {
  return isAlone(group, all)
    ? `group ${group} is not served while its one machine starts again with its volume`
    : `group ${group} is changed machine by machine (${machines.length} with a volume): one is missing, the others serve`;
}

/** True when no other machine of the group could answer meanwhile. */
function isAlone(group: string, all: readonly Blue[]): boolean {
  return all.filter((blue) => blue.group === group && blue.routed).length <= 1;
}
