/** A fleet that the production pipeline released in the local world, for the real flyctl to look at and to work on. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Machine } from '@paintbox/deploy-emulators/fly';
import * as assert from 'uvu/assert';
import { openFlyWorld } from '../fly-world.ts';
import type { FlyWorld } from '../fly-world.ts';
import { flyctlOf } from './flyctl.ts';
import type { Said } from './flyctl.ts';

const CONFIG = fileURLToPath(new URL('../../../../fly.production.toml', import.meta.url));

/** The fleet, and who works on it. */
export interface Fleet extends AsyncDisposable {
  readonly world: FlyWorld;
  readonly app: string;
  /** Runs the real flyctl on the app; fails when it does. */
  flyctl(...words: readonly string[]): Promise<Said>;
  /** The document that a command prints with `--json`. */
  json<T>(...words: readonly string[]): Promise<T>;
  /** Every machine of the app, as the platform has it. */
  machines(): Promise<readonly Machine[]>;
}

/** Two releases of ours: the first one is kept as the way back. */
export async function openFleet(program: string): Promise<Fleet> {
  const world = await openFlyWorld();
  const { app, flyApiUrl } = world.address;
  const dir = join(world.dir, 'witness');
  await mkdir(dir);
  await copyFile(CONFIG, join(dir, 'fly.toml'));
  // `apps restart` makes a tunnel that it does not use; over a websocket somebody would have to answer.
  await writeFile(join(dir, 'config.yml'), 'wire_guard_websockets: false\n');
  const run = flyctlOf(program, flyApiUrl, dir);
  const flyctl: Fleet['flyctl'] = async (...words) => {
    const said = await run([...words, ...(words[0] === 'apps' ? [app] : ['--app', app])]);
    assert.is(said.code, 0, `${words.join(' ')}: ${said.stdout}\n${said.stderr}`);
    return said;
  };
  const { record } = await world.deploy(world.images[1]);
  assert.is(record.exitCode, 0, record.error?.message);
  return {
    world,
    app,
    flyctl,
    json: async (...words) => JSON.parse((await flyctl(...words, '--json')).stdout),
    async machines() {
      const answer = await fetch(new URL(`/v1/apps/${app}/machines`, flyApiUrl), {
        headers: { authorization: 'Bearer token' },
      });
      const machines = (await answer.json()) as readonly Machine[];
      return machines.filter(({ state }) => state !== 'destroyed');
    },
    async [Symbol.asyncDispose]() {
      await run(['agent', 'stop']); // some commands start one in the background
      await world[Symbol.asyncDispose]();
    },
  };
}
