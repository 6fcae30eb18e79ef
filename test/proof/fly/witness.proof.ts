/**
 * The real flyctl as a witness of the emulated platform: it looks at a fleet that plain calls of the Machines API made, and works on it. Each row
 * is judged by the platform's own state. `FLYCTL_PATH` must be a flyctl of Fly.io, best 0.4.87; this repository has none.
 */
import { openFleet } from './witness/fleet.ts';
import { ROWS } from './witness/rows.ts';

const program = process.env['FLYCTL_PATH'];
if (!program) {
  process.stdout.write('witness: FLYCTL_PATH must name the real flyctl (0.4.87); nothing was tried\n');
  process.exitCode = 2;
} else {
  await using fleet = await openFleet(program);
  let passed = 0;
  for (const { says, check } of ROWS) {
    const from = Date.now();
    const wrong = await check(fleet).then(
      () => '',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (wrong === '') passed += 1;
    const seconds = ((Date.now() - from) / 1000).toFixed(1);
    process.stdout.write(`${wrong === '' ? 'ok  ' : 'FAIL'} ${says} (${seconds} s) ${wrong}\n`);
  }
  process.stdout.write(`\n| tried | passed |\n| ----: | -----: |\n| ${ROWS.length} | ${passed} |\n`);
  process.exitCode = passed === ROWS.length ? 0 : 1;
}
