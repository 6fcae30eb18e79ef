/** Limits how many requests a host gets at the same time; the others wait for their turn. */

/** Waits for a turn at a host. Call the returned function when the request is over. */
export type Turns = (url: string, signal: AbortSignal) => Promise<() => void>;

/** Turns for `width` requests at each host. */
export function createTurns(width: number): Turns {
  const hosts = new Map<string, { free: number; readonly waiting: (() => void)[] }>();
  return async (url, signal) => {
    // An invalid address is refused later, by the request.
    const origin = URL.canParse(url) ? new URL(url).origin : url;
    const host = hosts.get(origin) ?? { free: width, waiting: [] };
    hosts.set(origin, host);
    if (host.free > 0) host.free -= 1;
    else await turn(host.waiting, signal);
    return () => {
      const next = host.waiting.shift();
      if (next === undefined) host.free += 1;
      else next();
    };
  };
}

async function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = (): void => {
    const at = waiting.indexOf(resolve);
    if (at !== -1) waiting.splice(at, 1);
    reject(signal.reason);
  };
  waiting.push(resolve);
  signal.addEventListener('abort', leave, { once: true });
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
