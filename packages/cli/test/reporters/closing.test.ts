import type { RunRecord } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPaint, wantsColour } from '../../src/paint.ts';
import { closingLines } from '../../src/reporters/closing.ts';
import { detailLines } from '../../src/reporters/details.ts';
import { nextCommands } from '../../src/reporters/next-commands.ts';
import { columnsOf } from '../../src/wrap.ts';
import { nastyRecord } from '../reports/nasty-record.ts';
import { sampleRecord } from '../reports/sample-record.ts';
import { closing } from './events.ts';

const twoProblems = {
  code: 'A',
  message: 'two problems',
  hint: 'mend both',
  docs: 'docs/errors.md#a',
  problems: [
    { code: 'B', message: 'first', hint: 'do this', docs: null },
    { code: 'A', message: 'second', hint: null, docs: null },
  ],
};

const test = suite('closing');
const paint = createPaint(false);
const lines = (extra: Partial<RunRecord>): string =>
  closingLines({ ...nastyRecord, ...extra }, closing, paint).join('\n');

test('every problem is listed with its own hint', () => {
  const { checks: _, ...unchecked } = nastyRecord;
  const text = detailLines({ ...unchecked, error: twoProblems }, closing, paint).join('\n');
  assert.match(
    text,
    'error A: two problems\n    - B: first\n      do  do this\n    - second\n    do    mend both\n    docs  docs/errors.md#a',
  );
});

test('who began the run, on which commit, and what was taken back are each a row', () => {
  const rows = detailLines(sampleRecord, closing, paint);

  for (const row of [
    '  took back v41, of commit d6fbd6f7a1 by Grace Hopper',
    '  by        ada',
    '  commit    d6fbd6f7a1 by Grace Hopper: keys: sign with both keys while one is replaced',
    '  job       https://github.com/acme/paintbox/actions/runs/4242',
  ])
    assert.ok(rows.includes(row), `${row}\n${rows.join('\n')}`);
});

test('a failure is one block of at most eight rows: users, cause, one thing to do, one command', () => {
  const long = 'the release command failed because the database did not answer in time, '.repeat(8);
  const record: RunRecord = {
    ...nastyRecord,
    status: 'failed',
    exitCode: 1,
    checks: [],
    runId: '20261128-133942-32195fd6',
    error: { ...twoProblems, problems: [{ code: 'B', message: long, hint: long, docs: null }] },
  };

  for (const width of [40, 80, 120]) {
    const [blank, ...block] = closingLines(record, closing, paint, width);
    const rows = block.reduce((sum, row) => sum + Math.ceil(columnsOf(row) / width), 0);
    assert.is(blank, '');
    assert.ok(rows <= 8, `${rows} rows at ${width}:\n${block.join('\n')}`);
    for (const word of ['users now', 'cause', 'do', 'next'])
      assert.is(block.filter((row) => row.startsWith(`  ${word}`)).length, 1, `${word} at ${width}`);
  }
  assert.match(
    closingLines(record, closing, paint).join('\n'),
    'paintbox-deploy explain 20261128-133942-32195fd6 --env',
  );
});

test('at every width, a command to type is one piece of one row', () => {
  const unlock = '`npx -y pnpm@12 paintbox-deploy unlock --force --token 3 --env staging`';
  const image = '`npx -y pnpm@12 paintbox-deploy deploy --image REF --env staging`';
  const hints = [
    `resume the run: ${unlock}; if another run has settled it, that is shown`,
    `wait for it with --lock-wait 10m; if it is certainly dead: ${unlock}`,
    `deploy a known good image with ${image}, or free the lock and begin again with all that was there before: ${unlock}`,
  ];
  for (const hint of hints) {
    for (const width of [30, 40, 60, 80, 120]) {
      const error = { code: 'A', message: 'it broke '.repeat(30).trim(), hint, docs: null };
      const record: RunRecord = { ...sampleRecord, status: 'failed', exitCode: 1, error };
      const rows = closingLines(record, closing, paint, width);

      const shown = rows.filter((row) => row.includes('`'));
      const commands = shown.flatMap((row) => row.match(/`[^`]*`/g) ?? []);
      assert.ok(commands.length > 0, `${width}:\n${rows.join('\n')}`);
      for (const command of commands) assert.ok([unlock, image].includes(command), command);
      for (const row of shown) assert.is(row.split('`').length % 2, 1, `${width}: ${row}`);
      assert.ok(rows.some((row) => /^ {2}next +\S/.test(row)));
    }
  }
});

test('what users have now is said by what was put back, left or found', () => {
  const { checks: _, rollback: __, release: sampleRelease, previous: ___, ...bare } = sampleRecord;
  assert.ok(sampleRelease);
  const release = { ...sampleRelease, version: '7' };
  const now = (extra: Partial<RunRecord>): string =>
    closingLines({ ...bare, url: 'https://demo.example', ...extra }, closing, paint).find((row) =>
      row.startsWith('  users now'),
    ) ?? '';
  const back = { target: '9', reason: 'it was bad', verified: true };
  const failing = {
    id: 'jwks.keys',
    target: 'https://demo.example/keys',
    verdict: 'fail',
    critical: true,
    message: 'none',
    evidence: {},
  } as const;

  assert.match(
    now({ status: 'rolled-back', exitCode: 3, previous: release, rollback: back }),
    'v9, which is v7 again; it passed the same checks',
  );
  assert.match(
    now({ status: 'needs-attention', exitCode: 4, rollback: { ...back, verified: false } }),
    'v9, but it is NOT verified',
  );
  assert.match(
    now({ status: 'needs-attention', exitCode: 4 }),
    'not known for certain: look at https://demo.example',
  );
  const { error: _none, ...killed } = nastyRecord;
  assert.match(
    closingLines({ ...killed, status: 'needs-attention', exitCode: 4 }, closing, paint).join('\n'),
    'not known for certain, as the run stopped half-way: look at https://demo.example',
  );
  assert.match(now({ status: 'failed', exitCode: 1, previous: release }), 'v7, as before');
  assert.match(now({ status: 'failed', exitCode: 1 }), 'what they had before');
  assert.match(
    now({ status: 'failed', exitCode: 1, stages: [], checks: [failing] }),
    'this failure (jwks.keys); the run changed nothing',
  );
  assert.is(now({ status: 'failed', exitCode: 2 }), '');
});

test('the next command fits how the run ended, and looks at the same environment', () => {
  const { error: _none, ...unended } = nastyRecord;
  assert.match(
    closingLines({ ...unended, status: 'needs-attention', exitCode: 4 }, closing, paint).join('\n'),
    'paintbox-deploy resume run-1 --env staging',
    'a run without an error has no verdict yet',
  );
  assert.equal(nextCommands({ ...unended, status: 'needs-attention', exitCode: 4 }, closing), [
    'paintbox-deploy resume run-1 --env staging',
    'paintbox-deploy resume run-1 --undo --env staging, to take it back instead',
  ]);
  const error = { code: 'A', message: 'a', hint: null, docs: null };
  assert.not.match(lines({ status: 'needs-attention', exitCode: 4, error }), 'resume');
  const lost = { ...error, code: 'LOCK_LOST', hint: 'resume the run: `paintbox-deploy resume run-1`' };
  assert.match(
    lines({ status: 'needs-attention', exitCode: 4, error: lost }),
    'next      paintbox-deploy resume run-1 --env staging',
    'a run that could not write its verdict can be resumed',
  );
  assert.not.match(lines({ status: 'failed', exitCode: 7, error }), 'when it is fixed');
  assert.match(
    lines({ status: 'locked', exitCode: 5 }),
    'paintbox-deploy deploy --lock-wait 5m --env staging',
  );
  assert.not.match(lines({ status: 'succeeded', exitCode: 0 }), 'next');
});

test('the first release of an app ends with what to do next, and no later one does', () => {
  const { previous: _, rollback: __, error: ___, ...bare } = sampleRecord;
  const first = { ...bare, status: 'succeeded', exitCode: 0 } as const;
  const ending = (record: RunRecord, note?: string): readonly string[] =>
    closingLines(record, { ...closing, note }, paint).slice(-2);

  assert.equal(ending(first), [
    '  next      paintbox-deploy history --env staging  (this release, and what proves it)',
    '            paintbox-deploy init --github  (deploy from CI)',
  ]);
  assert.match(ending(first, 'These are emulators.').at(-1) ?? '', / {2}next +paintbox-deploy history/);
  const { previous } = sampleRecord;
  assert.ok(previous !== undefined);
  assert.not.match(ending({ ...first, previous }).join('\n'), 'next');
  assert.not.match(detailLines(first, closing, paint).join('\n'), 'next');
});

test('what a rollback check found is not called a failure', () => {
  assert.match(lines({ status: 'failed', exitCode: 7 }), 'deploy a rollback is needed');
});

test('a confirmation that was declined is neither green nor red, and says what is still broken', () => {
  const error = { code: 'DECLINED', message: 'not confirmed: v4 was not put back', hint: null, docs: null };
  const check = { target: 'x', critical: true, message: 'm', evidence: {} };
  const declined = {
    ...nastyRecord,
    status: 'cancelled',
    exitCode: 130,
    error,
    checks: [
      { ...check, id: 'jwks.keys', verdict: 'fail' },
      { ...check, id: 'tls', verdict: 'pass' },
      { ...check, id: 'latency', verdict: 'fail', critical: false },
    ],
  } as const;
  const { checks: _, ...whole } = declined;

  const ending = (record: RunRecord): string => closingLines(record, closing, createPaint(true))[1] ?? '';
  assert.match(ending(declined), '\u001b[33mdeploy not confirmed; still broken: jwks.keys\u001b[39m');
  assert.match(ending(whole), '\u001b[33mdeploy not confirmed\u001b[39m');
});

test('the summary says what a stage kept, and not that nothing is changed', () => {
  const kept = [{ stage: 'app.notify', why: 'a message cannot be unsent', changes: ['send a message'] }];

  const text = lines({ status: 'failed', exitCode: 1, kept });

  assert.match(text, 'kept      app.notify: send a message (a message cannot be unsent)');
  assert.not.match(text, 'nothing is changed');
});

test('what was kept is whole or left out, and the command keeps to one row', () => {
  const image = `run the release command with image registry.example/app@sha256:${'0a'.repeat(32)}`;
  const record: RunRecord = {
    ...nastyRecord,
    status: 'failed',
    exitCode: 1,
    checks: [],
    runId: '20261128-133942-32195fd6',
    error: { code: 'A', message: 'it broke', hint: 'mend it', docs: null },
    kept: [{ stage: 'fly.command', why: 'a migration is not undone', changes: [image] }],
  };
  const long = { program: 'npx -y pnpm@12 paintbox-deploy:local', flags: [] };

  const wide = closingLines(record, { ...closing, commandLine: long }, paint, 80);
  const narrow = closingLines(record, closing, paint, 22);

  assert.match(wide.join('\n'), 'app@sha256:0a0a0a0a0a0a… (a migration');
  assert.is(wide.at(-1), '  next      npx -y pnpm@12 paintbox-deploy:local explain');
  assert.not.match(narrow.join('\n'), 'kept');
});

test('colour: a flag beats NO_COLOR, that beats FORCE_COLOR, that beats the stream', () => {
  const terminal = { write() {}, isTTY: true };
  assert.is(wantsColour(terminal, {}, false), true);
  assert.is(wantsColour(terminal, {}, true), false);
  assert.is(wantsColour(terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false), false);
  assert.is(wantsColour(terminal, { NO_COLOR: '' }, false), true);
  assert.is(wantsColour({ write() {} }, { FORCE_COLOR: '1' }, false), true);
  assert.is(createPaint(true).red('x'), '\u001b[31mx\u001b[39m');
});

test.run();
