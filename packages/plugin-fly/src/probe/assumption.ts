/** What we take for granted about the platform and nobody has documented: each is tried on a throw-away app. */
import type { StageContext } from '@paintbox/deploy-core';
import type { ApiMachine } from '../api/machine-schema.ts';
import type { MachinesApi } from '../api/machines-api.ts';
import type { MachineInput } from '../api/machines.ts';

/** The throw-away app. */
export interface ProbeApp {
  readonly ctx: StageContext;
  readonly api: MachinesApi;
  /** Where the proxy answers for it. */
  readonly url: string;
  /** The image that the machines run. */
  readonly image: string;
  /** A machine that is started and cordoned. */
  readonly first: string;
  /** A machine that is started and takes traffic. */
  readonly second: string;
  /** Makes one more machine; it is removed in the end. */
  make(name: string, more?: Partial<MachineInput>): Promise<ApiMachine>;
  /** Waits until the machine is started and its checks pass. */
  ready(id: string): Promise<void>;
}

/** What came of it. Null: it could not be asked. */
export interface Finding {
  readonly holds: boolean | null;
  /** What was seen, with numbers. */
  readonly seen: string;
}

/** One assumption. */
export interface Assumption {
  /** `force-instance`, a part of the check's id. */
  readonly id: string;
  /** What we assume, as a sentence. */
  readonly assumes: string;
  /** What to do where it does not hold: a setting, or what not to rely on. */
  readonly otherwise: string;
  ask(app: ProbeApp): Promise<Finding>;
}

/** For what only a person, or much time, can tell. */
export function notAskable(why: string): () => Promise<Finding> {
  return async () => ({ holds: null, seen: why });
}

/** Repeats a look until it is true; false when the time is up. */
export async function until(
  { ctx }: ProbeApp,
  limitMs: number,
  look: () => Promise<boolean>,
): Promise<number | undefined> {
  const startedAt = ctx.clock.now();
  for (;;) {
    const good = await look();
    const passedMs = ctx.clock.now() - startedAt;
    if (good) return passedMs;
    if (passedMs >= limitMs) return undefined;
    await ctx.clock.sleep(250, ctx.signal);
  }
}
