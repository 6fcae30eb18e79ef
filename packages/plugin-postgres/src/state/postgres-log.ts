/** Logs in a table: each append is a row with the next number. The slower of two writers takes the number after. */
import { randomUUID } from 'node:crypto';
import { numberOf, textOf } from '../database/database.ts';
import { logLost } from '../errors.ts';
import type { Tables } from './tables.ts';
import { KEEP, KEPT, writeOnce } from './write-once.ts';

/** Rows that are read at once. */
const PAGE = 64;

/** The logs of one place. */
export interface Logs {
  append(key: string, lines: readonly string[]): Promise<void>;
  lines(key: string): AsyncIterable<string>;
  forget(key: string): void;
}

/** Opens the logs. */
export function postgresLogs(tables: Tables): Logs {
  const { describe, place, logs } = tables;
  /** The number of our last row: what the database once stored must not go back. */
  const lastWritten = new Map<string, number>();
  const append = async (key: string, text: string): Promise<number> => {
    const mark = randomUUID();
    for (;;) {
      const row = await writeOnce(tables, {
        change: {
          // A second try with the same mark conflicts with the first, whatever the number is by then.
          sql: `${KEEP} insert into ${logs} (place, key, part, mark, lines)
            select $1, $2, coalesce(max(part), 0) + 1, $3::uuid, $4 from ${logs} where place = $1 and key = $2 and ${KEPT}
            on conflict do nothing returning part`,
          values: [place, key, mark, text],
        },
        standing: {
          sql: `select part from ${logs} where place = $1 and key = $2 and mark = $3::uuid`,
          values: [place, key, mark],
        },
      });
      // Another writer has taken the number. Each such time one of them gets on, so this ends.
      if (row !== undefined) return numberOf(row, 'part');
    }
  };
  return {
    forget: (key) => void lastWritten.delete(key),
    async append(key, lines) {
      if (lines.length === 0) return;
      const part = await append(key, lines.map((line) => `${line}\n`).join(''));
      const last = lastWritten.get(key) ?? 0;
      if (part <= last) throw logLost(describe, key, last);
      lastWritten.set(key, part);
    },
    async *lines(key) {
      for (let after = 0; ;) {
        const rows = await tables.ask({
          sql: `select part, lines from ${logs} where place = $1 and key = $2 and part > $3 order by part limit ${PAGE}`,
          values: [place, key, after],
        });
        for (const row of rows) {
          after += 1;
          if (numberOf(row, 'part') !== after) throw logLost(describe, key, after);
          yield* textOf(row, 'lines').split('\n').slice(0, -1);
        }
        if (rows.length < PAGE) return;
      }
    },
  };
}
