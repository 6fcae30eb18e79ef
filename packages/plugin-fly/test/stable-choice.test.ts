/** Two hundred histories with known answers: the choice of the ledger beside the one that tools without a ledger make. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scoreReleases } from '../src/rollback/score-releases.ts';
import { historyOf } from './histories.ts';
import type { History } from './histories.ts';

const HISTORIES = 200;
const histories = Array.from({ length: HISTORIES }, (_, index) => historyOf(index + 1));

/** The best of the ledger whose image is still there; undefined when nothing can be gone back to. */
function byLedger({ entries, live, images, nowMs }: History): string | undefined {
  const judged = scoreReleases(entries, { live, broken: false, nowMs });
  return judged.find(
    ({ entry, against }) => against === undefined && images.has(entry.release.imageDigest ?? ''),
  )?.entry.release.version;
}

/** The newest release that the platform calls complete, but for the one that is live. */
function newestComplete({ rows, live }: History): { readonly image: string } | undefined {
  return rows.find(({ version, status }) => status === 'complete' && version !== live.version);
}

test('the choice is right, or refused, where the newest complete release often is not', () => {
  let wrong = 0;
  let naivelyWrong = 0;
  let nothing = 0;
  for (const history of histories) {
    const { right, entries, images } = history;
    const chosen = byLedger(history);
    if (right.size === 0) nothing += 1;
    const ok = chosen === undefined ? right.size === 0 : right.has(chosen);
    if (!ok) wrong += 1;
    const naive = newestComplete(history);
    const rightImages = new Set(
      entries.filter(({ release }) => right.has(release.version)).map(({ release }) => release.imageDigest),
    );
    const naiveOk =
      naive === undefined ? right.size === 0 : images.has(naive.image) && rightImages.has(naive.image);
    if (!naiveOk) naivelyWrong += 1;
  }
  process.stdout.write(
    `${HISTORIES} histories (${nothing} with nothing to go back to): ledger ${wrong} wrong, newest complete release ${naivelyWrong} wrong\n`,
  );

  assert.is(wrong, 0);
  assert.ok(naivelyWrong > HISTORIES / 10, 'the histories are too easy to show a difference');
});

test('failed code is never chosen, under any release number', () => {
  for (const history of histories) {
    const chosen = history.entries.find(({ release }) => release.version === byLedger(history));
    const bad = history.entries
      .filter(({ marks }) => marks.bad !== undefined)
      .map(({ release }) => release.imageDigest);
    assert.not.ok(bad.includes(chosen?.release.imageDigest ?? null), `history ${history.seed}`);
  }
});

test.run();
