/** Errors of the commands for fleets. Nothing was started. */
import type { DeployError } from '@paintbox/deploy-core';
import { cliErrors } from './cli-errors.ts';

/** A fleet that the config does not have, or one of several that was not named. */
export function unknownFleet(
  given: string | undefined,
  near: string | undefined,
  known: readonly string[],
): DeployError {
  const message =
    known.length === 0
      ? 'the config has no fleets'
      : given === undefined
        ? 'the config has several fleets, and none was named'
        : `the config has no fleet '${given}'`;
  const hint =
    known.length === 0
      ? 'define one: `fleets: [defineFleet(…)]`'
      : near === undefined
        ? `the config has: ${known.join(', ')}`
        : `did you mean '${near}'?`;
  return cliErrors.error('CLI_UNKNOWN_FLEET', message, { hint });
}

/** A config whose fleets nothing hands out. */
export function noCrew(): DeployError {
  return cliErrors.error('CLI_NO_CREW', 'the config has fleets, and no `crew` that hands out their members');
}

/** Work for other processes, where the crew is inside this one. */
export function crewAlone(crew: string): DeployError {
  return cliErrors.error('CLI_CREW_ALONE', `the crew is ${crew}, which no other process sees`);
}

/** A run of a fleet, where one of an app was meant. */
export function runOfFleet({
  runId,
  fleet,
}: {
  readonly runId: string;
  readonly fleet: string;
}): DeployError {
  return cliErrors.error('CLI_UNKNOWN_RUN', `run ${runId} is one of fleet '${fleet}'`, {
    hint: `\`paintbox-deploy fleet status ${runId}\` shows it, and the command for each member that needs a person`,
  });
}
