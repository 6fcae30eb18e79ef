/** The Machines API for one app: what stages call. */
import type { StageContext } from '@paintbox/deploy-core';
import { appCallsOf } from './app-calls.ts';
import type { AppCalls } from './app-calls.ts';
import { createCaller } from './caller.ts';
import { leasesOf } from './leases.ts';
import type { Leases } from './leases.ts';
import { machinesOf } from './machines.ts';
import type { MachineCalls } from './machines.ts';
import { releaseRowsOf } from './release-rows.ts';
import type { ReleaseRows } from './release-rows.ts';

/** The API of one app. */
export interface MachinesApi {
  readonly app: AppCalls;
  readonly machines: MachineCalls;
  readonly leases: Leases;
  readonly releases: ReleaseRows;
}

/**
 * Opens the API for the app of the run; use the context that `apply` and `observe` are given, for its signal.
 *
 * @throws DeployError `FLY_TOKEN_MISSING`, `FLY_TOKEN_UNUSABLE`, `FLY_ADDRESS`, `PROXY_ADDRESS`
 */
export function machinesApi(ctx: StageContext, app: string = ctx.run.app): MachinesApi {
  const call = createCaller(ctx);
  return {
    app: appCallsOf(call, app),
    machines: machinesOf(call, app),
    leases: leasesOf(call, app),
    releases: releaseRowsOf(call, app),
  };
}
