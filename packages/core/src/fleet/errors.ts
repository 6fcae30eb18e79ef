/** The errors of fleets. */
import { counted } from '../words/counted.ts';
import { coreErrors } from '../core-errors.ts';
import { isDeployError } from '../words/error.ts';
import type { DeployError } from '../words/error.ts';
import { thrownText } from '../words/thrown.ts';
import type { HeldImage } from './lead/held-images.ts';

/** A fleet that is not written as it must be. */
export function fleetInvalid(name: string, problems: readonly string[]): DeployError {
  return coreErrors.error('FLEET_INVALID', `fleet '${name}': ${problems.join('; ')}`, {
    problems: problems.map((problem) => coreErrors.error('FLEET_INVALID', problem, { hint: null })),
  });
}

/** A list of members that cannot be used. */
export function membersWrong(name: string, problems: readonly string[]): DeployError {
  return coreErrors.error(
    'FLEET_MEMBERS',
    `the members of fleet '${name}': ${problems.slice(0, SHOWN).join('; ')}`,
    {
      problems: problems.map((problem) => coreErrors.error('FLEET_MEMBERS', problem, { hint: null })),
    },
  );
}

/** Waves without members. */
export function waveEmpty(name: string, waves: readonly string[], members: number): DeployError {
  const names = waves.map((wave) => `'${wave}'`).join(', ');
  return coreErrors.error(
    'FLEET_WAVE_EMPTY',
    `fleet '${name}' has ${counted(members, 'member')}, and none in wave ${names}`,
  );
}

/** A wave that could not be bad. */
export function toleranceTooLarge(
  name: string,
  wave: string,
  tolerate: number,
  members: number,
): DeployError {
  return coreErrors.error(
    'FLEET_TOLERANCE',
    `wave '${wave}' of fleet '${name}' has ${counted(members, 'member')} and tolerates ${counted(tolerate, 'bad one')}`,
  );
}

/** Another plan than the one that was seen. */
export function fleetChanged(name: string, expected: string, hash: string): DeployError {
  return coreErrors.error('FLEET_CHANGED', `the plan of fleet '${name}' was ${expected}, and is ${hash} now`);
}

/** An earlier run that has not ended. */
export function fleetUnfinished(name: string, runId: string): DeployError {
  return coreErrors.error('FLEET_UNFINISHED', `run ${runId} of fleet '${name}' has not ended`);
}

/** An image that was taken back. */
export function imageHeld({ image, because, fleetRun, since }: HeldImage): DeployError {
  return coreErrors.error(
    'FLEET_IMAGE_HELD',
    `the image ${image} is held since ${since}: ${because} (run ${fleetRun})`,
  );
}

/** Throws what stands in the way: one problem as it is, several at once. */
export function throwFleetProblems(name: string, problems: readonly DeployError[]): void {
  const [first] = problems;
  if (first === undefined) return;
  if (problems.length === 1) throw first;
  throw coreErrors.error('FLEET_UNREADY', `fleet '${name}' has ${problems.length} problems`, { problems });
}

/** Members whose address is not known. */
export function addressesMissing(name: string, apps: readonly string[]): DeployError {
  return coreErrors.error(
    'FLEET_MEMBERS',
    `the members of fleet '${name}': ${apps.length} ${apps.length === 1 ? 'has' : 'have'} no url, such as '${apps.slice(0, SHOWN).join("', '")}'`,
    { hint: 'give each member the address that users reach it at: `url`' },
  );
}

/** Variables of a member that cannot be read. */
export function secretsUnread(app: string, cause: unknown): DeployError {
  const known = isDeployError(cause) ? cause : undefined;
  if (known?.code === 'FLEET_SECRETS') return known;
  const why = known === undefined ? thrownText(cause) : known.message;
  return coreErrors.error('FLEET_SECRETS', `the secrets of member '${app}' cannot be read: ${why}`, {
    cause,
    ...(known === undefined ? {} : { problems: [known] }),
    ...(known?.hint === undefined ? {} : { hint: known.hint }),
  });
}

/** Variables of a member without a value: another value of the environment would count instead. */
export function secretsEmpty(app: string, what: string): DeployError {
  return coreErrors.error('FLEET_SECRETS', `what was read as secrets of member '${app}' is empty: ${what}`);
}

/** A run that another worker has. */
export function memberUndecided(app: string): DeployError {
  return coreErrors.error('FLEET_MEMBER_UNDECIDED', `the run of member '${app}' has no verdict`);
}

/** One that is not taken back blindly. */
export function memberMoved(app: string, because: string): DeployError {
  return coreErrors.error('FLEET_MEMBER_MOVED', `member '${app}' is left as it is: ${because}`);
}

/** A run that is not in the state of the worker. */
export function stateApart(runId: string): DeployError {
  return coreErrors.error(
    'FLEET_STATE_APART',
    `run ${runId} was handed to this worker and is not in its state: whoever began it keeps it elsewhere`,
  );
}

/** A word of a person that can change nothing. */
export function wordRefused(runId: string, why: string): DeployError {
  return coreErrors.error('FLEET_WORD', `run ${runId}: ${why}`);
}

/** A later run that would have nothing to do. */
export function nothingLeft(why: string): DeployError {
  return coreErrors.error('FLEET_NOTHING_LEFT', why);
}

/** An image that could become another one while it is handed out. */
export function imageByTag(image: string): DeployError {
  return coreErrors.error('FLEET_IMAGE_TAG', `the image ${image} has no digest`);
}

/** Problems that the message names; all are in its list. */
const SHOWN = 5;
