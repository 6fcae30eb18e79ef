// What must hold for a run that is under way: everybody who asks is told that it runs and what it does, and nobody is told to resume it.
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningRecord, RunRecord } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from './run-cli.ts';
import type { Ended } from './run-cli.ts';

const test = suite('live runs');

/** Asks while a command is under way, once it has said the words and until all is answered; returns how it ended, and how each question did. */
async function asking(
  command: string,
  once: string,
  questions: (runId: string) => readonly string[],
): Promise<readonly [ended: Ended, ...answers: readonly Ended[]]> {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-live-'));
  const hold = join(state, 'hold');
  await writeFile(hold, '');
  const env = { PAINTBOX_STATE_DIR: state, FIXTURE_HOLD: hold };
  const answers: Ended[] = [];
  let asked: Promise<void> | undefined;
  const ask = async (runId: string, child: ChildProcess): Promise<void> => {
    for (const question of questions(runId)) answers.push(await runCli(question.split(' '), { env }));
    await rm(hold);
    if (command === 'wait') child.kill('SIGINT');
  };
  const ended = await runCli([command], {
    env,
    during(child, text) {
      if (text().includes(once)) asked ??= ask(/run (\S+),/.exec(text())?.[1] ?? '', child);
    },
  });
  await asked;
  await rm(state, { recursive: true });
  return [ended, ...answers];
}

test('a deploy under way is running for show, explain, history, doctor and the deploy it keeps waiting', async () => {
  const [ended, refused, text, json, why, whyJson, list, listJson, reports, doctor] = await asking(
    'deploy',
    'start   demo.ship',
    () => [
      'deploy --json',
      'show',
      'show --json',
      'explain',
      'explain --json',
      'history',
      'history --json',
      'show --report-dir /tmp/never-made',
      'doctor --json',
    ],
  );

  const running = JSON.parse(json?.stdout ?? '') as RunningRecord;
  assert.equal([running.status, 'exitCode' in running], ['running', false]);
  assert.equal(
    running.activity.map(({ stage }) => stage),
    ['demo.ship'],
  );
  assert.match(text?.stdout ?? '', /deploy is running, stage demo\.ship for \d\.\d s/);
  assert.match(why?.stdout ?? '', /running, stage demo\.ship for \d/);
  assert.match(list?.stdout ?? '', /running +deploy +running, stage demo\.ship for \d/);
  for (const said of [text, why, list]) assert.not.match(said?.stdout ?? '', /resume|needs a person|exit/);
  const explained = JSON.parse(whyJson?.stdout ?? '') as Readonly<Record<string, unknown>>;
  assert.equal([explained['status'], 'exitCode' in explained], ['running', false]);
  const { runs } = JSON.parse(listJson?.stdout ?? '') as { readonly runs: readonly RunningRecord[] };
  assert.ok(runs.some(({ runId, status }) => runId === running.runId && status === 'running'));
  assert.equal([reports?.code, /CLI_RUN_UNDER_WAY/.test(reports?.stderr ?? '')], [2, true]);
  const { checks = [] } = JSON.parse(doctor?.stdout ?? '') as RunRecord;
  assert.equal(
    checks.map(({ id, target }) => [id, target]),
    [['state.lock', running.runId]],
  );
  assert.match(checks[0]?.message ?? '', 'in stage demo.ship');
  assert.match(checks[0]?.hint ?? '', `show ${running.runId}`);
  assert.is(refused?.code, 5);
  assert.is(ended.code, 0, 'nothing that was asked disturbed the run');
});

test('a look that is under way is running, too, and cannot be resumed', async () => {
  const [ended, json, resumed, needed] = await asking('wait', 'demo.wait  waiting', (runId) => [
    'show --json',
    `resume ${runId} --json`,
    'resume --if-needed',
  ]);

  assert.is((JSON.parse(json?.stdout ?? '') as RunningRecord).status, 'running');
  assert.equal([resumed?.code, /CLI_RUN_UNDER_WAY/.test(resumed?.stderr ?? '')], [2, true]);
  assert.equal([needed?.code, /nothing to resume/.test(needed?.stdout ?? '')], [0, true]);
  assert.is(ended.code, 130);
});

test.run();
