/** Works through a queue in worlds of two machines, two at once. A world that an item left broken is replaced. */
import { inParallel } from '../in-parallel.ts';
import { openFlyWorld } from './fly-world.ts';
import type { FlyWorld } from './fly-world.ts';

const WORLDS = 2;

/** `work` returns what is wrong with the world afterwards. */
export async function inWorlds<T>(
  queue: readonly T[],
  work: (world: FlyWorld, item: T) => Promise<readonly string[]>,
): Promise<void> {
  await using worlds = new AsyncDisposableStack();
  const idle: FlyWorld[] = [];
  await inParallel([...queue], WORLDS, async (item) => {
    const world = idle.shift() ?? worlds.use(await openFlyWorld({ machines: 2 }));
    const wrong = await work(world, item);
    if (wrong.length === 0) idle.push(world);
  });
}
