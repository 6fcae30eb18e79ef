/** Counts and prints test results: the tests of a test file as uvu reports them, any other command as one test. */
import { stripVTControlCharacters } from 'node:util';
import type { Ran } from './run-command.ts';

/** How much of what was tried passed. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** What one command adds to a tally. */
export function counted({ ok, output }: Ran): Tally {
  const tests = said(output, 'Total');
  const passed = tests === undefined ? Number(ok) : (said(output, 'Passed') ?? 0);
  const skipped = said(output, 'Skipped') ?? 0;
  // A file that died half-way, or says it passed and exits with an error, has failed at least once.
  const failed = Math.max((tests ?? 1) - passed - skipped, Number(!ok));
  return { passed, failed, skipped };
}

/** Prints one line for a command, with all it said where it failed, and adds it up. */
export function report(total: Tally, name: string, ran: Ran): void {
  const { passed, failed, skipped } = counted(ran);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name} (${passed} in ${ran.seconds.toFixed(1)} s)`);
  if (failed > 0) console.log(ran.output.trimEnd().replaceAll(/^/gm, '     '));
}

/** Prints the last line. */
export function sum({ passed, failed, skipped }: Tally): void {
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(`${passed} passed, ${failed} failed`);
}

function said(output: string, word: string): number | undefined {
  const found = new RegExp(`^\\s*${word}:\\s+(\\d+)`, 'm').exec(stripVTControlCharacters(output));
  return found === null ? undefined : Number(found[1]);
}
