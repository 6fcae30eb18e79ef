/** Every fault that the checks are proven with. */
import { FAULTS_OF_ANSWERS } from './faults-of-answers.ts';
import { FAULTS_OF_KEYS } from './faults-of-keys.ts';
import { FAULTS_OF_THE_CONNECTION } from './faults-of-the-connection.ts';
import { proveOnly } from './errors.ts';
import type { TwinFault } from './fault.ts';

/** In the order of the suite; measurements are last. */
export const FAULTS: readonly TwinFault[] = [
  ...FAULTS_OF_ANSWERS.filter(({ measured }) => measured !== true),
  ...FAULTS_OF_KEYS,
  ...FAULTS_OF_THE_CONNECTION,
  ...FAULTS_OF_ANSWERS.filter(({ measured }) => measured === true),
];

/**
 * The faults named by the user, separated by commas; all of them without names.
 *
 * @throws DeployError `CHECKS_PROVE_ONLY`
 */
export function chosenFaults(names: string | undefined): readonly TwinFault[] {
  if (names === undefined) return FAULTS;
  const wanted = names.split(',').map((name) => name.trim());
  const known = FAULTS.map(({ name }) => name);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw proveOnly(unknown, known);
  return FAULTS.filter(({ name }) => wanted.includes(name));
}
