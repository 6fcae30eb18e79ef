/** A client of the app while a run goes on. */
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRoutable } from './fleet.ts';
import type { MatrixWorld } from './world.ts';

const ASK_MS = 60;
const LOOK_MS = 10;

/** What it met until it ended. */
export interface Client {
  /** How often it was refused, and whether ever no machine could have been asked. */
  end(): Promise<{ readonly refused: readonly string[]; readonly dark: boolean }>;
}

/** Starts asking. */
export function startClient(world: MatrixWorld): Client {
  const url = world.emulator().edgeUrl('demo');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const refused: string[] = [];
  let dark = false;
  const over = new AbortController();
  const asking = (async (): Promise<void> => {
    while (!over.signal.aborted) {
      const outcome = await ask(url, agent);
      if (outcome !== '200') refused.push(outcome);
      await sleep(ASK_MS);
    }
  })();
  const looking = setInterval(() => {
    dark ||= !world.machines().some(isRoutable);
  }, LOOK_MS);
  return {
    async end() {
      over.abort();
      clearInterval(looking);
      await asking;
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
