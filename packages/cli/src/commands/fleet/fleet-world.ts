/** What a coordinator and a worker of this process do for a fleet: build its image, run its members, read how they ended. */
import { membersWorld, runMember } from '@paintbox/deploy-core/fleet';
import type { Dispenser, FleetPorts, FleetWorld, HandOutEnd, HandedOut } from '@paintbox/deploy-core/fleet';
import { runPipeline } from '@paintbox/deploy-core/run';
import { memberLine } from '../../fleets/member-line.ts';
import { oneLine } from '../../printable.ts';
import { watchesParent } from '../conduct.ts';
import { runBasics } from '../invocation.ts';
import type { Invocation } from '../invocation.ts';
import { fleetClock } from './fleet-clock.ts';
import type { FleetDesk } from './fleet-desk.ts';

/** What a coordinator of this process works with, beside its signal and what it shows. */
export function fleetPorts(
  invocation: Invocation,
  desk: FleetDesk,
  dispenser: Dispenser,
  signal: AbortSignal,
): FleetPorts {
  const { config, io, closing } = invocation;
  return {
    store: desk.store,
    clock: fleetClock,
    dispenser,
    world: fleetWorld(invocation, desk, signal),
    signal,
    listening: {
      listeners: config.listeners ?? [],
      env: io.env,
      commandLine: closing.commandLine,
      onFailure: (name, { message }) =>
        void io.stderr.write(`listener '${name}' failed, and the fleet goes on: ${oneLine(message)}\n`),
    },
  };
}

/** Reads members, and builds with the pipeline of the fleet, as an ordinary run of the config's own app. */
function fleetWorld(invocation: Invocation, desk: FleetDesk, signal: AbortSignal): FleetWorld {
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

/** The environment of this process without the variables that name one app: a fleet has many. */
export function memberEnv(env: Invocation['io']['env']): Invocation['io']['env'] {
  const { FLY_APP: _app, PAINTBOX_APP_URL: _url, ...rest } = env;
  return rest;
}

/** Runs members one by one, as the pipelines of the config say. */
export function memberRunner(
  invocation: Invocation,
  desk: FleetDesk,
): (handed: HandedOut, signal: AbortSignal) => Promise<HandOutEnd> {
  const { config, place, io, closing } = invocation;
  const env = memberEnv(io.env);
  return (handed, signal) =>
    runMember(
      handed,
      {
        fleet: desk.fleet,
        pipelines: config.pipelines,
        environment: { name: place.name, note: place.note },
        stateOf: (app) => desk.stateOf(app),
        env,
        listeners: config.listeners ?? [],
        commandLine: memberLine(closing.commandLine, handed.app),
        watchParent: watchesParent(invocation),
      },
      signal,
    );
}
