/**
 * Writes with a known outcome. A statement whose answer is lost – also that of its commit – may have been carried out, or may be carried out
 * later. So every write has a mark, is sent again with the same mark, and both together change something at most once.
 */
import type { Row, Statement } from '../database/database.ts';
import type { Tables } from './tables.ts';

/** A write. */
export interface MarkedWrite {
  /** Changes something only under its condition, and then returns a row. */
  readonly change: Statement;
  /** Returns a row when the mark of this write stands. */
  readonly standing: Statement;
}

/**
 * A database may be set to forget its last commits when it dies. A journal with a hole would be broken, so each write asks for a real commit. Where
 * more is set than the default (`remote_apply`), it stays. Stands in front of a statement that has the condition `KEPT`.
 */
export const KEEP = `with kept as materialized (
  select case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'on', true) end)`;
export const KEPT = `(select count(*) from kept) = 1`;

/**
 * The row of the write, or undefined when its condition does not hold.
 *
 * @throws DeployError `STATE_UNUSABLE` when the outcome stays unknown.
 */
export async function writeOnce(tables: Tables, { change, standing }: MarkedWrite): Promise<Row | undefined> {
  let answered = true;
  return tables.work(async () => {
    try {
      const [row] = await tables.database.query(change);
      // Without an earlier try of ours, a refusal is an answer.
      if (row !== undefined || answered) return row;
    } catch (error) {
      answered = false;
      throw error;
    }
    const [row] = await tables.database.query(standing);
    return row;
  });
}
