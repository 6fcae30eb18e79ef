/**
 * Every failure of the table, at every moment where it can strike, through the deploy pipeline of this repository, against the emulated
 * platform: right exit code, right machines afterwards, nothing left over, and a journal that explains it. With words as arguments only
 * the cases whose name has one of them.
 */
import { FAILURE_CASES } from './failure-rows.ts';
import { inWorlds } from './in-worlds.ts';
import { tryCase } from './try-case.ts';

const words = process.argv.slice(2);
const cases = FAILURE_CASES.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
const rows = new Map<number, { tried: number; passed: number }>();

await inWorlds(cases, async (world, each) => {
  const from = Date.now();
  const wrong = await tryCase(world, each);
  const row = rows.get(each.row) ?? { tried: 0, passed: 0 };
  rows.set(each.row, { tried: row.tried + 1, passed: row.passed + Number(wrong.length === 0) });
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  print(
    `${wrong.length === 0 ? 'ok  ' : 'FAIL'} row ${each.row}, ${each.name} (${seconds} s) ${wrong.join('; ')}`,
  );
  return wrong;
});

const sorted = [...rows].toSorted(([a], [b]) => a - b);
const sum = (of: 'tried' | 'passed'): number => sorted.reduce((total, [, counts]) => total + counts[of], 0);
print('\n| row | tried | passed |\n| --: | ----: | -----: |');
for (const [row, { tried, passed }] of sorted) print(line(row, tried, passed));
print(line('all', sum('tried'), sum('passed')));
process.exitCode = sum('tried') === sum('passed') && sum('tried') > 0 ? 0 : 1;

function line(row: number | string, tried: number, passed: number): string {
  return `| ${String(row).padStart(3)} | ${String(tried).padStart(5)} | ${String(passed).padStart(6)} |`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
