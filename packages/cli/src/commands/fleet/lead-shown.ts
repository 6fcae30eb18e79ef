/** A coordinator that also says what it waits for. */
import type { FleetRun, FleetWait } from '@paintbox/deploy-core/fleet';

/** Tells each wait for a person or a time once; members that are under way are seen anyway. */
export function leadShown(run: FleetRun, say: (wait: FleetWait) => void): FleetRun {
  return {
    ...run,
    async advance() {
      const wait = await run.advance();
      if (wait !== undefined && wait.for !== 'members') say(wait);
      return wait;
    },
  };
}

/** Says the same thing once in a row. */
export function once(say: (text: string) => void): (wait: FleetWait) => void {
  let last = '';
  return ({ because, until }) => {
    const text = until === undefined ? because : `${because}, until ${new Date(until).toISOString()}`;
    if (text !== last) say(text);
    last = text;
  };
}
