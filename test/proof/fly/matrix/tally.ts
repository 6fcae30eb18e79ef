/** What has become of the cells so far, told now and then, and in the end. */
import { nameOf } from './cells.ts';
import type { Cell } from './cells.ts';
import type { Tried } from './try-cell.ts';

const TELL_MS = 30_000;

/** The count. */
export interface Tally extends Disposable {
  add(cell: Cell, tried: Tried): void;
  wrong(): number;
  /** Prints all of it; `N of N` is the last line. */
  end(): void;
}

/** Counts the cells of a proof. */
export function startTally(all: number, print: (text: string) => void): Tally {
  let done = 0;
  const failed: string[] = [];
  const missed: string[] = [];
  const codes = new Map<number, number>();
  const telling = setInterval(() => print(`     ${done} of ${all}, ${failed.length} wrong`), TELL_MS);
  return {
    add(cell, { exitCode, struck, wrong, error }) {
      done += 1;
      codes.set(exitCode, (codes.get(exitCode) ?? 0) + 1);
      if (!struck) missed.push(nameOf(cell));
      if (wrong.length > 0)
        failed.push(
          `${nameOf(cell)}: code ${exitCode}, ${wrong.join('; ')}${error === '' ? '' : ` <- ${error}`}`,
        );
    },
    wrong: () => failed.length,
    end() {
      for (const [code, count] of [...codes].toSorted(([a], [b]) => a - b))
        print(`exit code ${code}: ${count}`);
      print(`${missed.length} met no call, because their run made fewer of that name than the quiet one`);
      for (const name of missed) print(`     ${name}`);
      for (const line of failed) print(`FAIL ${line}`);
      print(`\n${done - failed.length} of ${all}`);
    },
    [Symbol.dispose]() {
      clearInterval(telling);
    },
  };
}
