/**
 * The real flyctl as a witness: it looks at a fleet that the production pipeline released in the local world, and works on it; then ours deploys and
 * rolls back again. Each row is judged by the platform's own state. `FLYCTL_PATH` must be a flyctl of Fly.io, best 0.4.87; this repository has none.
 * `[WORDS]` tries only the rows that have them.
 */
import { openFleet } from './witness/fleet.ts';
import { ROWS } from './witness/rows.ts';

const only = process.argv[2] ?? '';
const rows = ROWS.filter(({ says }) => says.includes(only));
const program = process.env['FLYCTL_PATH'];
if (!program) {
  process.stdout.write('witness: FLYCTL_PATH must name the real flyctl (0.4.87); nothing was tried\n');
  process.exitCode = 2;
} else {
  await using fleet = await openFleet(program);
  let passed = 0;
  for (const { says, check } of rows) {
    const from = Date.now();
    const wrong = await check(fleet).then(
      () => '',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (wrong === '') passed += 1;
    const seconds = ((Date.now() - from) / 1000).toFixed(1);
    process.stdout.write(`${wrong === '' ? 'ok  ' : 'FAIL'} ${says} (${seconds} s) ${wrong}\n`);
  }
  process.stdout.write(`\n| tried | passed |\n| ----: | -----: |\n| ${rows.length} | ${passed} |\n`);
  process.exitCode = passed === rows.length ? 0 : 1;
}
