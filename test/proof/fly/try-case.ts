/** Tries one failure against a world. */
import type { FailureCase } from './failure-rows.ts';
import { otherImage } from './fly-world.ts';
import type { FlyWorld } from './fly-world.ts';
import { fleetTroubles, settledMachines, troubles, unexplained } from './settled.ts';

/** Deploys with the faults; returns what is wrong afterwards, nothing when all is as it should be. */
export async function tryCase(world: FlyWorld, each: FailureCase): Promise<readonly string[]> {
  const before = await settledMachines(world);
  const broken = fleetTroubles(before, before);
  if (broken.length > 0) throw new Error(`the world was not whole before: ${broken.join('; ')}`);
  const image = await otherImage(world);
  // Last, so that they strike the deploy.
  for (const fault of each.faults ?? []) await world.addFault(fault);
  for (const mishap of each.mishaps ?? []) await world.addMishap(mishap);
  const ran = await world.deploy({
    ...(each.builds === true ? {} : { image }),
    ...(each.buildFault === undefined ? {} : { fault: each.buildFault }),
  });
  await world.clearFaults();
  const { exitCode, error } = ran.record;
  return [
    ...(each.codes.includes(exitCode) ? [] : [`code ${exitCode} (${error?.code}: ${error?.message})`]),
    ...(await troubles(world, before, ran)),
    ...(await unexplained(world, ran)),
  ];
}
