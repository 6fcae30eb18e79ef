/** The table of the errors of this package. */
import { fleetRows } from './error-rows/fleet.ts';
import { runRows } from './error-rows/run.ts';
import { stageRows } from './error-rows/stage.ts';
import { stateRows } from './error-rows/state.ts';
import { errorTable } from './words/error-table.ts';
import type { ErrorTable } from './words/error-table.ts';

/** The errors that any run can end with. A store of your own makes its `STATE_UNUSABLE` errors with this table. */
export const coreErrors: ErrorTable<typeof stageRows & typeof runRows & typeof stateRows & typeof fleetRows> =
  errorTable('core', { ...stageRows, ...runRows, ...stateRows, ...fleetRows }, { docs: 'errors' });
