/** A world that was brought somewhere once, and is opened from a copy of that as often as is needed. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { stopWorld } from '@paintbox/deploy-local-world';
import { newFolder, openFlyWorldIn } from './fly-world.ts';
import type { FlyWorld } from './fly-world.ts';

/** It goes when it is disposed of; copies that are open stay. */
export interface KeptWorld extends AsyncDisposable {
  /** Opens a copy: the machines that ran run again. */
  open(): Promise<FlyWorld>;
}

/** Ends a world, and keeps it as it is now. */
export async function keepWorld(world: FlyWorld): Promise<KeptWorld> {
  await stopWorld(join(world.dir, 'world'));
  return {
    async open() {
      const dir = await newFolder();
      await cp(world.dir, dir, { recursive: true, verbatimSymlinks: true });
      return await openFlyWorldIn(dir, async () => world.images);
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
