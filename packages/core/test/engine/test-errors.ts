import { DeployError } from '../../src/index.ts';
import type { ExitCode } from '../../src/run.ts';

/** Errors that the test stages throw. */
export const errors = {
  broken: (name: string, exitCode: ExitCode = 1): DeployError =>
    new DeployError('TEST_BROKEN', `${name} is broken`, { hint: 'mend it', exitCode }),
  flaky: (): DeployError => new DeployError('TEST_FLAKY', 'try again', { transient: true }),
};
