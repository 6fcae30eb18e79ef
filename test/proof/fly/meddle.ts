/** Deploys with a flyctl one of whose calls goes wrong on the way. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { otherImage } from './fly-world.ts';
import type { FlyWorld } from './fly-world.ts';
import { settledMachines, troubles, unexplained } from './settled.ts';

/** What happens to a call. */
export const MISHAPS = ['dropped before', 'dropped after', 'delayed', 'sent twice'] as const;
export type Mishap = (typeof MISHAPS)[number];

/** How a deploy ended. */
export interface Meddled {
  readonly wrong: readonly string[];
  readonly code: number;
  /** Calls of flyctl that it made. */
  readonly calls: number;
}

const FIXTURE = fileURLToPath(import.meta.resolve('./fixtures/meddling-flyctl.ts'));

/** Deploys; call number `nth`, counted from 1, has the mishap. */
export async function tryMishap(world: FlyWorld, nth: number, mishap: Mishap): Promise<Meddled> {
  const before = await settledMachines(world);
  const flyctl = join(world.dir, 'meddling-flyctl');
  const count = join(world.dir, 'calls');
  await writeFile(count, '');
  await writeFile(flyctl, `#!/bin/sh\nexec '${process.execPath}' '${FIXTURE}' "$@"\n`);
  await chmod(flyctl, 0o755);
  const env = {
    FLYCTL_PATH: flyctl,
    REAL_FLYCTL: world.address.flyctlPath,
    MEDDLE: `${nth}:${mishap}`,
    MEDDLE_COUNT: count,
  };
  const ran = await world.deploy({ image: await otherImage(world), env });
  const wrong = [...(await troubles(world, before, ran)), ...(await unexplained(world, ran))];
  return { wrong, code: ran.record.exitCode, calls: (await readFile(count, 'utf8')).length };
}
