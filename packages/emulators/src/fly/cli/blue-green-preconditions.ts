/** What must hold before a blue-green deploy changes anything (see the contract, §3.1). */
import { groupOf, namedChecks } from '../machine.ts';
import type { BlueGreenOptions } from './blue-green-options.ts';
import { FlyctlError } from './failure.ts';

type CheckedMachines = Pick<BlueGreenOptions, 'blue' | 'configFor'>;

/** Refuses an organisation at its limits, mixed images and an app without any check. */
export async function refuseUnfit({
  call,
  app,
  blue,
  configFor,
}: CheckedMachines & Pick<BlueGreenOptions, 'call' | 'app'>): Promise<void> {
  if (!(await call.api.canBlueGreen(app)))
    throw new FlyctlError("app can't undergo bluegreen deployment due to org limits");
  call.err('\nVerifying if app can be safely deployed');
  const lost = blue.filter((machine) => machine.host_status !== 'ok');
  if (lost.length > 0)
    call.err(`WARNING: some machines are on hosts that are not ok: ${lost.map(({ id }) => id).join(', ')}`);
  const seen = blue.filter((machine) => machine.host_status === 'ok');
  const images = Map.groupBy(seen, ({ image_ref: image }) => `${image.repository}:${image.tag}`);
  if (images.size > 1) {
    call.err('\nFound multiple image versions deployed:');
    for (const [image, machines] of images)
      call.err(`  [x] ${image} - ${machines.map(({ id }) => id).join(', ')}`);
    throw new FlyctlError('found multiple image versions');
  }
  if (!blue.some((machine) => namedChecks(configFor(machine)).length > 0)) {
    call.err('\nYou need to define at least 1 check in order to use blue-green deployments.');
    throw new FlyctlError('app not in valid state for bluegreen deployments');
  }
}

/** One stopped blue machine per group whose twin is started all the same, so that every group with checks is tried. */
export function forcedStarts({ blue, configFor }: CheckedMachines): Set<string> {
  const forced = new Set<string>();
  for (const machines of Map.groupBy(blue, groupOf).values()) {
    const [first] = machines;
    const checked = first && namedChecks(configFor(first)).length > 0;
    if (first && checked && !machines.some((machine) => machine.state === 'started')) forced.add(first.id);
  }
  return forced;
}
