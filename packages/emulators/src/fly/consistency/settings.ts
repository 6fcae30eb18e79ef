/** How far what is read may be behind what was written. Everything is off by default. */
import { PlatformError } from '../world.ts';

/** How far reads may be behind. */
export interface Consistency {
  /** A list of machines shows the state of so many milliseconds ago. */
  readonly listLagMs: number;
  /** Reading a machine, waiting for it and its leases are 404 for so long after its create. */
  readonly hiddenAfterCreateMs: number;
  /** Reads show a cordon or uncordon so much later. */
  readonly cordonLagMs: number;
  /** Answers set a cookie, and who sends it back sees what it wrote itself at once. */
  readonly affinity: boolean;
}

export const consistent: Consistency = {
  listLagMs: 0,
  hiddenAfterCreateMs: 0,
  cordonLagMs: 0,
  affinity: false,
};

/** Settings over the given ones; anything else is refused. */
export function changedConsistency(now: Consistency, change: object): Consistency {
  for (const [name, value] of Object.entries(change)) {
    const known = Object.entries(consistent).find(([key]) => key === name);
    if (!known)
      throw new PlatformError(422, `no setting '${name}', only: ${Object.keys(consistent).join(', ')}`);
    const fits = typeof value === typeof known[1] && (typeof value !== 'number' || value >= 0);
    if (!fits) throw new PlatformError(422, `'${name}' cannot be ${JSON.stringify(value)}`);
  }
  return { ...now, ...change };
}
