/** Passes events to listeners, each at its own pace. A listener that throws or is slow does not affect the run. */
import { owned } from './crash-guard.ts';
import type { Clock } from '../words/context.ts';

/** How long listeners may take after the run has ended, in ms. */
export const LISTENERS_MS = 10_000;

/** What gets the events. */
export interface Handler<Event> {
  handle(event: Event): void | Promise<void>;
  close?(): Promise<void>;
}

/** All listeners of a run, of an app or of a fleet. */
export interface ListenerHub<Event> {
  send(event: Event): void;
  /** Waits for listeners to finish, for at most `budgetMs`. None is closed before all have handled every event, so that each gets `listener.failed` of the others. */
  close(budgetMs: number): Promise<void>;
}

/** What a hub is made of. */
export interface HubOptions<Event> {
  readonly listeners: readonly Opening<Event>[];
  /** Called once for each listener that throws. That listener gets no more events. Never called while an event is being sent. */
  readonly onFailure: (listener: string, error: unknown) => void;
  readonly clock: Clock;
}

/** A listener that is made before its first event. */
export interface Opening<Event> {
  readonly name: string;
  readonly open: () => Handler<Event>;
}

/** Connects listeners. */
export function createListenerHub<Event>(options: HubOptions<Event>): ListenerHub<Event> {
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

interface Lane<Event> {
  send(event: Event): void;
  drained(): Promise<void>;
  close(): Promise<void>;
}

function createLane<Event>(
  { name, open }: Opening<Event>,
  { onFailure }: Pick<HubOptions<Event>, 'onFailure'>,
): Lane<Event> {
  let opened: Handler<Event> | undefined;
  const listener = (): Handler<Event> => (opened ??= open());
  let broken = false;
  let idle = true;
  let queue: Promise<void> = Promise.resolve();
  const fail = (error: unknown): void => {
    broken = true;
    // Called later, because it emits an event itself, and the present event must reach everybody first.
    queueMicrotask(() => onFailure(name, error));
  };
  // Errors outside of its promise, in a socket's callback for example, are failures of this listener only.
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
      // An idle listener is called at once, so that a reporter shows an event as it happens.
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
