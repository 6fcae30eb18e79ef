import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../run-cli.ts';

const linesOf = (text: string): readonly Readonly<Record<string, unknown>>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

test('every line is JSON with time, level, event, run, stage and message, and the last one is the verdict', async () => {
  const { code, stdout, stderr } = await runCli(['deploy', '--reporter', 'log']);

  assert.equal([code, stderr], [0, '']);
  const lines = linesOf(stdout);
  for (const line of lines) {
    assert.match(String(line['time']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.match(String(line['level']), /^(debug|info|warn|error)$/);
    assert.type(line['message'], 'string');
    assert.match(String(line['run']), /^\d{8}-\d{6}-/);
  }
  assert.ok(lines.some(({ event, stage }) => event === 'stage.started' && typeof stage === 'string'));
  const last = lines.at(-1);
  assert.equal([last?.['event'], last?.['status'], last?.['exitCode']], ['run.ended', 'succeeded', 0]);
});

test('a failure has its code and hint, and is an error', async () => {
  const { code, stdout } = await runCli(['deploy', '--bad', '--reporter', 'log']);

  assert.ok(code !== 0);
  const last = linesOf(stdout).at(-1);
  assert.equal([last?.['level'], last?.['exitCode']], ['error', code]);
  assert.type(last?.['code'], 'string');
});

test('an error before the start of a run is a line, too', async () => {
  const { code, stdout, stderr } = await runCli(['nope', '--reporter', 'log']);

  assert.equal([code, stdout], [2, '']);
  const [line, ...more] = linesOf(stderr);
  assert.equal([more, line?.['level'], line?.['code']], [[], 'error', 'CLI_UNKNOWN_COMMAND']);
});

test('with --json the document has stdout to itself', async () => {
  const { stdout, stderr } = await runCli(['deploy', '--reporter', 'log', '--json']);

  assert.is((JSON.parse(stdout) as { schema: string }).schema, 'paintbox.run/1');
  assert.ok(linesOf(stderr).length > 2);
});

test.run();
