/** A client of the app while a run goes on. */
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { isRoutable } from './fleet.ts';
import type { MatrixWorld } from './world.ts';

/** Both by the deployer's clock: a busy computer is not asked more. */
const ASK_MS = 240;
const LOOK_MS = 40;

/** What it met until it ended. */
export interface Client {
  /** How often it was refused, and whether ever no machine could have been asked. */
  end(): Promise<{ readonly refused: readonly string[]; readonly dark: boolean }>;
}

/** Starts asking. */
export function startClient(world: MatrixWorld): Client {
  const clock = world.clock();
  const url = world.emulator().edgeUrl('demo');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const refused: string[] = [];
  let dark = false;
  const over = new AbortController();
  const asking = (async (): Promise<void> => {
    while (!over.signal.aborted) {
      const outcome = await ask(url, agent);
      if (outcome !== '200') refused.push(outcome);
      await clock.sleep(ASK_MS);
    }
  })();
  const looking = (async (): Promise<void> => {
    while (!over.signal.aborted) {
      dark ||= !world.machines().some(isRoutable);
      await clock.sleep(LOOK_MS);
    }
  })();
  return {
    async end() {
      over.abort();
      await Promise.all([asking, looking]);
      agent.destroy();
      return { refused, dark };
    },
  };
}

async function ask(url: string, agent: Agent): Promise<string> {
  try {
    const asked = request(url, { agent }).end();
    const [answer] = await once(asked, 'response');
    answer.resume();
    await once(answer, 'end');
    return String(answer.statusCode);
  } catch (error) {
    return String(error);
  }
}
