/**
 * The row that flyctl lists for a release. Later work by hand goes by the newest row (`fly scale count` makes machines of its image), so it is written for each
 * release and each rollback. It is an extra: losing it fails nothing, and is said.
 */
import type { Effect, StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import { machinesApi } from '../api/machines-api.ts';
import type { ReleaseRow } from '../api/release-rows.ts';

/** A row that was written. */
export interface WrittenRow {
  readonly id: string;
  readonly version: number;
}

/** What a row says. */
export interface RowToWrite {
  readonly image: string;
  /** The config file as JSON; null when it is not known. */
  readonly configJson: string | null;
  /** The newest number before: an older row of the same image is not ours. */
  readonly after: number | null;
}

/** How many rows are looked through for one whose answer was lost. */
const LOOKED = 10;

/** Writes the row; its value is null when that was not possible. */
export function writeRow(row: RowToWrite): Effect<WrittenRow | null> {
  const find = async (ctx: StageContext): Promise<WrittenRow | null> => {
    const rows = await machinesApi(ctx).releases.list(LOOKED);
    const ours = rows.find(({ imageRef, version }) => imageRef === row.image && version > (row.after ?? 0));
    return ours === undefined ? null : written(ours);
  };
  return {
    describe: 'write the release into the list that flyctl shows',
    async apply(ctx) {
      const definition =
        row.configJson === null ? {} : (JSON.parse(row.configJson) as Record<string, unknown>);
      try {
        return written(
          await machinesApi(ctx).releases.create({ image: row.image, definition, strategy: 'BLUEGREEN' }),
        );
      } catch (error) {
        return lost(ctx, error, find);
      }
    },
    async observe(ctx) {
      try {
        const value = await find(ctx);
        return value === null ? { status: 'not-done' } : { status: 'done', value };
      } catch (error) {
        return { status: 'done', value: await lost(ctx, error, async () => null) };
      }
    },
  };
}

/** Says how the release ended, where there is a row. */
export async function endRow(
  ctx: StageContext,
  row: WrittenRow | null,
  status: 'complete' | 'failed',
): Promise<void> {
  if (row === null) return;
  try {
    await machinesApi(ctx).releases.setStatus(row.id, status);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    ctx.log.warn(
      `the list of releases does not say that release v${row.version} is ${status}: ${failure.error.message}`,
    );
  }
}

async function lost(
  ctx: StageContext,
  error: unknown,
  find: (ctx: StageContext) => Promise<WrittenRow | null>,
): Promise<WrittenRow | null> {
  const failure = failureOf(error);
  if (failure === undefined) throw error;
  const found = failure.nothingDone ? null : await find(ctx).catch(() => null);
  if (found !== null) return found;
  ctx.log.warn(
    `the release is not in the list that flyctl shows, so \`fly scale\` and \`fly releases\` know only the one before: ${failure.error.message}`,
  );
  return null;
}

function written({ id, version }: ReleaseRow): WrittenRow {
  return { id, version };
}
