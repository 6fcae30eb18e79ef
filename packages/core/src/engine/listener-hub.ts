/** Hands events to listeners, each at its own pace. What a listener throws, or how slow it is, changes nothing for the run. */
import type { Listener, RunEvent } from '../words/event.ts';

/** All listeners of a run. */
export interface ListenerHub {
  send(event: RunEvent): void;
  /** Waits for listeners to finish, for at most `budgetMs`. None is closed before all have handled what was sent, so that each hears of another's failure. */
  close(budgetMs: number): Promise<void>;
}

/** Connects listeners; `onFailure` is told once for each listener that throws, which then gets no more events. */
export function createListenerHub(
  listeners: readonly Listener[],
  onFailure: (listener: string, error: unknown) => void,
): ListenerHub {
  const lanes = listeners.map((listener) => createLane(listener, onFailure));
  return {
    send: (event) => lanes.forEach((lane) => lane.send(event)),
    async close(budgetMs) {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, budgetMs);
      });
      const drained = Promise.all(lanes.map((lane) => lane.drained()));
      await Promise.race([drained, limit]);
      await Promise.race([Promise.all(lanes.map((lane) => lane.close())), limit]);
      clearTimeout(timer);
    },
  };
}

interface Lane {
  send(event: RunEvent): void;
  drained(): Promise<void>;
  close(): Promise<void>;
}

function createLane(listener: Listener, onFailure: (listener: string, error: unknown) => void): Lane {
  let broken = false;
  let idle = true;
  let queue: Promise<void> = Promise.resolve();
  const attempt = async (work: () => void | Promise<void>): Promise<void> => {
    if (broken) return;
    try {
      await work();
    } catch (error) {
      broken = true;
      onFailure(listener.name, error);
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
        void push(() => listener.handle(event));
        return;
      }
      // An idle listener is called at once, so that a renderer shows an event as it happens.
      try {
        const result = listener.handle(event);
        if (result instanceof Promise) void push(() => result);
      } catch (error) {
        broken = true;
        onFailure(listener.name, error);
      }
    },
    drained: () => queue,
    close: () => push(() => listener.close?.()),
  };
}
