/**
 * Loaded in front of the command line by tests: what it waits for by its clock takes a tenth of the time. The emulated platform is faster by
 * more than that, so nothing is asked that would not have been asked. Time limits stay as they are.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const HASTE = 10;
const wait = timers.setTimeout;

timers.setTimeout = (ms, ...rest) => wait((ms ?? 0) / HASTE, ...rest);
syncBuiltinESMExports();
