/** One deployed world for the tests of a file, and short ways to ask it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine, Mishap, Trouble } from '../../src/fly/index.ts';
import { ask, askApp, firstOf, type Asked } from './conformance/ask.ts';
import { deploy } from './deployed.ts';
import { openWorld, type TestWorld } from './world.ts';

/** A machine as an answer shows it. */
export type SeenMachine = Omit<Machine, 'config'> &
  Partial<Pick<Machine, 'config'>> & { incomplete_config?: object };

/** Opens a world with one machine of `demo` live. */
export async function openDeployed(): Promise<TestWorld> {
  const world = await openWorld();
  try {
    await deploy(world, { image: await world.build() });
    return world;
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

/** Lets something go wrong in the next call of this name. */
export function strike(
  { emulator }: TestWorld,
  call: string,
  what: Trouble,
  more: Partial<Mishap> = {},
): void {
  emulator.addMishap({ call, what, ...more });
}

/** The machine as it is, whatever an answer says. */
export function really({ emulator }: TestWorld, id: string): Machine | undefined {
  return emulator.machines('demo').find((machine) => machine.id === id);
}

export async function seen(world: TestWorld, id: string): Promise<SeenMachine> {
  return (await askApp(world, 'GET', `/machines/${id}`)).json<SeenMachine>();
}

/** Asks until the answer is the one that is waited for; a test that waits in vain fails by its own next line. */
export async function until<T>(look: () => Promise<T>, isIt: (got: T) => boolean): Promise<T> {
  let got = await look();
  for (let tries = 0; tries < 400 && !isIt(got); tries++) {
    await sleep(25);
    got = await look();
  }
  return got;
}

/** Cordons or uncordons the deployed machine. */
export function turn(world: TestWorld, way: 'cordon' | 'uncordon'): Promise<Asked> {
  return askApp(world, 'POST', `/machines/${firstOf(world)}/${way}`);
}

/** The emulator's own paths. */
export function control(world: TestWorld, method: string, path: string, body?: unknown): Promise<Asked> {
  return ask(world, method, `/_emulator/${path}`, { body });
}
