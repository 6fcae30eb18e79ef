/** A client that never stops asking the app, and counts the answers of each build. */
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

const ASK_EVERY_MS = 25;

/** What the client met. */
export interface Watched {
  /** Answers by another build than the one of before. */
  readonly others: number;
  readonly answered: number;
  readonly failed: number;
}

/** Starts asking. */
export function watchBuilds(url: string, ca: string, before: string): { stop(): Promise<Watched> } {
  const stopped = new AbortController();
  let [others, answered, failed] = [0, 0, 0];
  const watching = (async () => {
    while (!stopped.signal.aborted) {
      const build = await buildOf(url, ca).catch(() => undefined);
      if (build === undefined) failed += 1;
      else {
        answered += 1;
        if (build !== before) others += 1;
      }
      await sleep(ASK_EVERY_MS);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await watching;
      return { others, answered, failed };
    },
  };
}

/** The build that answers, over a connection of its own. */
export function buildOf(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request(`${url}/api/health`, { ca, agent: false, timeout: 5_000 }, (answer) => {
      answer.resume();
      resolve(String(answer.headers['x-paintbox-build']));
    });
    asking.once('timeout', () => asking.destroy(new Error('no answer')));
    asking.once('error', reject);
    asking.end();
  });
}
