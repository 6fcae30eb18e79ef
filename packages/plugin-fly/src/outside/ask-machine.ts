/** Asks one machine through the public address: the proxy sends a request to the machine that it names (fly.io/docs/networking/dynamic-request-routing). */
import type { StageContext } from '@paintbox/deploy-core';
import { dispatcherFor } from '../api/dispatcher.ts';
import { createHttp } from '../api/http.ts';

/** A machine, and what it is asked. */
export interface AskedMachine {
  readonly id: string;
  /** Null asks for `/`. */
  readonly path: string | null;
}

/** How it answered. `silent`: no whole answer came. `not-reachable`: the address itself could not be reached from here. */
export type MachineAnswer =
  | { readonly outcome: 'answered'; readonly status: number; readonly build: string | null }
  | { readonly outcome: 'silent' | 'not-reachable' };

const ASK_MS = 5_000;

/** Asks once, on a fresh connection: a kept one would stick to an old machine. */
export async function askMachine(
  ctx: StageContext,
  { id, path }: AskedMachine,
  buildHeader: string,
): Promise<MachineAnswer> {
  const http = createHttp(ctx.clock, dispatcherFor(ctx.env));
  const answer = await http(
    {
      method: 'GET',
      url: new URL(path ?? '/', ctx.run.url).href,
      headers: { 'fly-force-instance-id': id },
      connection: 'new',
      timeoutMs: ASK_MS,
    },
    ctx.signal,
  );
  if ('status' in answer)
    return {
      outcome: 'answered',
      status: answer.status,
      build: answer.headers[buildHeader.toLowerCase()] ?? null,
    };
  return { outcome: answer.sent === 'no' ? 'not-reachable' : 'silent' };
}
