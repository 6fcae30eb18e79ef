/** A coordinator that also says what it waits for. */
import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError } from '@paintbox/deploy-core';
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

/** Says the same thing once in a row: what is waited for, or who does not answer. */
export function once(say: (text: string) => void): (why: FleetWait | DeployError) => void {
  let last = '';
  return (why) => {
    const text = isDeployError(why) ? `${why.code}: ${why.message}` : waitWords(why);
    if (text !== last) say(text);
    last = text;
  };
}

function waitWords({ because, until }: FleetWait): string {
  return until === undefined ? because : `${because}, until ${new Date(until).toISOString()}`;
}
