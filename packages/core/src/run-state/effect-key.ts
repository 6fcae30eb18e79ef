/** The identity of an effect: its stage, its id and its target. */

/** The key of an effect in the state. */
export function effectKey(effect: {
  readonly stage: string;
  readonly effect: string;
  readonly target?: string | undefined;
}): string {
  return JSON.stringify([effect.stage, effect.effect, effect.target ?? null]);
}
