/** Hands events to listeners, each at its own pace. What a listener throws, or how slow it is, changes nothing for the run. */
import { owned } from './crash-guard.ts';
import type { Clock } from '../words/context.ts';
import type { RunEvent } from '../words/event.ts';
import type { Listener, ListenerSource } from '../words/listener.ts';

/** How long listeners may take after the run has ended, in ms. */
export const LISTENERS_MS = 10_000;

/** All listeners of a run. */
export interface ListenerHub {
  send(event: RunEvent): void;
  /** Waits for listeners to finish, for at most `budgetMs`. None is closed before all have handled what was sent, so that each hears of another's failure. */
  close(budgetMs: number): Promise<void>;
}

/** What a hub is made of. */
export interface HubOptions {
  readonly listeners: readonly (Listener | ListenerSource)[];
  /** Makes the listener of this run. */
  readonly open: (source: ListenerSource) => Listener;
  /** Told once for each listener that throws, which then gets no more events; never while an event is being sent. */
  readonly onFailure: (listener: string, error: unknown) => void;
  readonly clock: Clock;
}

/** Connects listeners. */
export function createListenerHub(options: HubOptions): ListenerHub {
  const lanes = options.listeners.map((listener) => createLane(listener, options));
  return {
    send: (event) => lanes.forEach((lane) => lane.send(event)),
    async close(budgetMs) {
      const { promise: limit, resolve } = Promise.withResolvers<void>();
      const cancel = options.clock.after(budgetMs, resolve);
      const drained = Promise.all(lanes.map((lane) => lane.drained()));
      await Promise.race([drained, limit]);
      await Promise.race([Promise.all(lanes.map((lane) => lane.close())), limit]);
      cancel();
    },
  };
}

interface Lane {
  send(event: RunEvent): void;
  drained(): Promise<void>;
  close(): Promise<void>;
}

function createLane(given: Listener | ListenerSource, { open, onFailure }: HubOptions): Lane {
  let opened: Listener | undefined;
  const listener = (): Listener => (opened ??= 'open' in given ? open(given) : given);
  let broken = false;
  let idle = true;
  let queue: Promise<void> = Promise.resolve();
  const fail = (error: unknown): void => {
    broken = true;
    // Later, because what it says is an event too, and one that is being said must be whole first.
    queueMicrotask(() => onFailure(given.name, error));
  };
  // Also what it throws where nobody waits, in a socket's callback say, is its own failure and nobody else's.
  const take = (error: unknown): boolean => {
    if (!broken) fail(error);
    return true;
  };
  const attempt = async (work: () => void | Promise<void>): Promise<void> => {
    if (broken) return;
    try {
      await owned(take, work);
    } catch (error) {
      fail(error);
    }
  };
  const push = (work: () => void | Promise<void>): Promise<void> => {
    idle = false;
    const mine = queue.then(async () => {
      await attempt(work);
      if (queue === mine) idle = true;
    });
    queue = mine;
    return mine;
  };
  return {
    send(event) {
      if (broken) return;
      if (!idle) {
        void push(() => listener().handle(event));
        return;
      }
      // An idle listener is called at once, so that a renderer shows an event as it happens.
      try {
        const result = owned(take, () => listener().handle(event));
        if (result instanceof Promise) void push(() => result);
      } catch (error) {
        fail(error);
      }
    },
    drained: () => queue,
    close: () => push(() => listener().close?.()),
  };
}
