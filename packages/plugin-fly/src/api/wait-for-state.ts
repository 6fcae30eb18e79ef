/** Waits for a machine's state: short waits at the platform, and a look at the machine between them, because a wait never says that it crashed. */
import type { StageContext } from '@paintbox/deploy-core';
import { machineStuck, waitTimeout } from './api-errors.ts';
import type { ApiCaller } from './caller.ts';
import type { ApiMachine } from './machine-schema.ts';
import type { MachineCalls } from './machines.ts';

/** What is waited for. */
export interface WaitFor {
  readonly state: 'started' | 'stopped' | 'suspended' | 'destroyed';
  /** Which version of the machine: an older one may be in that state already. */
  readonly instanceId: string;
  /** All waiting together, in ms. */
  readonly limitMs: number;
  /** Looks at the machine between the waits; a sentence ends the waiting, because it says why this cannot end well. */
  readonly hopeless?: ((machine: ApiMachine) => string | undefined) | undefined;
}

/** Waits. The machine, or null when it is gone, which is what `destroyed` means. */
export type WaitForState = (id: string, wanted: WaitFor) => Promise<ApiMachine | null>;

/** One wait at the platform. It allows 60 s at most; a crash is seen at the end of each. */
const SHORT_S = 8;

/** For so long a machine that was just made may be unknown to some servers. */
const NEWS_MS = 15_000;

/** States from which a machine does not come back by itself. */
const ENDED = new Set(['failed', 'launch_failed', 'destroying', 'destroyed', 'migrated']);

/**
 * @throws DeployError `FLY_WAIT_TIMEOUT` when the time is up, `FLY_MACHINE_STUCK` when it ended otherwise
 */
export function waitForState(
  ctx: Pick<StageContext, 'clock'>,
  call: ApiCaller,
  app: string,
  get: MachineCalls['get'],
): WaitForState {
  return async (id, wanted) => {
    const startedAt = ctx.clock.now();
    const url = (seconds: number): string =>
      `${call.addresses.machines}/v1/apps/${encodeURIComponent(app)}/machines/${encodeURIComponent(id)}/wait?${new URLSearchParams(
        {
          state: wanted.state,
          timeout: String(seconds),
          instance_id: wanted.instanceId,
        },
      ).toString()}`;
    const waitOnce = (seconds: number): Promise<undefined> =>
      call<undefined>({
        call: `wait for machine ${id}`,
        method: 'GET',
        url: url(seconds),
        authorization: call.authorization.machines,
        replay: 'free',
        changes: false,
        answer: null,
        // Not yet, or not known yet: the look that follows decides.
        otherwise: ({ status, body }) =>
          [400, 404, 408, 409, 412].includes(status) || /deadline_exceeded|failed to reach/.test(body)
            ? { value: undefined }
            : undefined,
        turn: `wait ${id}`,
        timeoutMs: (seconds + 12) * 1000,
      });
    for (;;) {
      const leftMs = wanted.limitMs - (ctx.clock.now() - startedAt);
      await waitOnce(Math.max(1, Math.min(SHORT_S, Math.floor(leftMs / 1000))));
      const waitedMs = ctx.clock.now() - startedAt;
      const machine = await get(id);
      const seen = looksLike(machine, wanted, waitedMs);
      if (seen === 'there') return machine;
      if (seen !== 'not yet') throw machineStuck(id, wanted.state, seen);
      if (waitedMs >= wanted.limitMs)
        throw waitTimeout(id, wanted.state, stateWords(machine, wanted), waitedMs);
    }
  };
}

function looksLike(machine: ApiMachine | null, wanted: WaitFor, waitedMs: number): string {
  if (machine === null) {
    if (wanted.state === 'destroyed') return 'there';
    return waitedMs < NEWS_MS ? 'not yet' : 'the platform knows no such machine';
  }
  if (wanted.state === 'destroyed' && machine.state === 'destroyed') return 'there';
  const isIt = machine.instanceId === null || machine.instanceId === wanted.instanceId;
  if (isIt && machine.state === wanted.state) return 'there';
  if (wanted.state !== 'destroyed' && ENDED.has(machine.state)) return `it is ${machine.state}`;
  return wanted.hopeless?.(machine) ?? 'not yet';
}

function stateWords(machine: ApiMachine | null, wanted: WaitFor): string {
  if (machine === null) return 'the platform knows no such machine';
  const other =
    machine.instanceId === wanted.instanceId ? '' : `, as another version (${machine.instanceId})`;
  return `it is ${machine.state}${other}`;
}
