/** What a coordinator and a worker of this process do for a fleet: build its image, run its members, read how they ended. */
import { membersWorld, runMember } from '@paintbox/deploy-core/fleet';
import type { FleetWorld, HandedOut } from '@paintbox/deploy-core/fleet';
import { runPipeline } from '@paintbox/deploy-core/run';
import { watchesParent } from '../conduct.ts';
import { runBasics } from '../invocation.ts';
import type { Invocation } from '../invocation.ts';
import type { FleetDesk } from './fleet-desk.ts';

/** Reads members, and builds with the pipeline of the fleet, as an ordinary run of the config's own app. */
export function fleetWorld(invocation: Invocation, desk: FleetDesk, signal: AbortSignal): FleetWorld {
  return membersWorld({
    stateOf: (app) => desk.stateOf(app),
    async build() {
      const { build } = desk.fleet;
      if (build === undefined) return { exitCode: 2, because: 'the fleet has no pipeline that builds' };
      const record = await runPipeline({
        ...runBasics(invocation, build, signal),
        watchParent: watchesParent(invocation),
      });
      const { image, error, runId: run } = record;
      if (record.exitCode === 0 && image?.digest != null) return { image: image.ref, run };
      const why = error === undefined ? 'it has no digest' : `${error.code}: ${error.message}`;
      return {
        exitCode: record.exitCode === 0 ? 1 : record.exitCode,
        because: `the image was not built (run ${run}): ${why}`,
      };
    },
  });
}

/** Runs members one by one, as the pipelines of the config say. */
export function memberRunner(
  invocation: Invocation,
  desk: FleetDesk,
): (handed: HandedOut, signal: AbortSignal) => Promise<void> {
  const { config, place, io, closing } = invocation;
  const { FLY_APP: _app, PAINTBOX_APP_URL: _url, ...env } = io.env;
  return (handed, signal) =>
    runMember(
      handed,
      {
        fleet: desk.fleet,
        pipelines: config.pipelines,
        environment: { name: place.name, note: place.note },
        stateOf: (app) => desk.stateOf(app),
        // They name one app, and a fleet has many.
        env,
        commandLine: closing.commandLine,
        watchParent: watchesParent(invocation),
      },
      signal,
    );
}
