import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { main } from '../src/index.ts';
import { keep } from './reporters/events.ts';
import { GOOD, folderWith, runCli } from './run-cli.ts';

const test = suite('cli');
const record = (stdout: string): RunRecord => JSON.parse(stdout) as RunRecord;

test('a run that succeeds says so and exits 0', async () => {
  const { code, stdout, stderr } = await runCli(['deploy', '--to', '7']);

  assert.is(code, 0, stderr);
  assert.match(stdout, /ok +demo\.smoke .*1 warn, 2 pass/);
  assert.match(stdout, 'deploy succeeded');
  assert.match(stdout, 'v7');
  assert.is(stderr, '');
});

test('a run that is rolled back exits 3, says why and what to do, and records a variable as param', async () => {
  const { code, stdout } = await runCli(['deploy', '--bad'], { env: { FIXTURE_TO: '9' } });

  assert.is(code, 3);
  assert.match(stdout, 'ship version 9');
  assert.match(stdout, 'rolled back, and the rollback is verified');
  assert.match(stdout, /^ {2}users now v?\w+.*; it passed the same checks$/m);
  assert.match(stdout, 'cause     DEMO_SUITE_FAILED: one critical check failed');
  assert.match(stdout, 'publish the keys, then deploy again');
});

test('--json prints exactly one document on stdout, and the text on stderr', async () => {
  const { code, stdout, stderr } = await runCli(['deploy', '--bad', '--json']);

  const parsed = record(stdout);
  assert.equal(
    [parsed.schema, parsed.status, parsed.exitCode, code],
    ['paintbox.run/1', 'rolled-back', 3, 3],
  );
  assert.is(stdout.trimEnd().split('\n').length, 1);
  assert.match(stderr, 'start   demo.look');
});

test('--json prints one document for wrong usage and for a broken config, too', async () => {
  const usage = await runCli(['deploy', '--jsn', '--json']);
  assert.equal(
    [usage.code, record(usage.stdout).exitCode, record(usage.stdout).error?.code],
    [2, 2, 'CLI_UNKNOWN_FLAG'],
  );
  const folder = await folderWith({ 'paintbox.deploy.config.ts': 'export default { app: 1 };' });
  const config = await runCli(['deploy', '--json'], { cwd: folder });
  assert.is(record(config.stdout).error?.code, 'CONFIG_INVALID');
  assert.ok((record(config.stdout).error?.problems ?? []).length > 1);
  await rm(folder, { recursive: true });
});

test('jsonl prints one event per line and nothing else on stdout', async () => {
  const { code, stdout, stderr } = await runCli(['deploy', '--reporter', 'jsonl']);

  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq: number; type: string; runId: string; ts: string });
  assert.is(code, 0);
  assert.equal(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  );
  assert.equal([events[0]?.type, events.at(-1)?.type], ['run.started', 'run.ended']);
  assert.match(stderr, 'deploy succeeded');
  const refused = await runCli(['nope', '--reporter=jsonl']);
  assert.is((JSON.parse(refused.stdout) as { exitCode: number }).exitCode, 2);
});

test('wrong usage exits 2 with what to do, and no stack', async () => {
  const lines = [
    'deplo',
    '',
    'deploy --env prod',
    'deploy --app-url x',
    '--config nope.ts deploy',
    'deploy --config --json',
  ];
  await Promise.all(
    lines.map(async (line) => {
      const { code, stdout, stderr } = await runCli(line.split(' ').filter(Boolean));
      assert.is(code, 2, line);
      assert.is(stdout === '', !line.includes('--json'), line);
      assert.match(
        stderr,
        /error (CLI|CONFIG)_[A-Z_]+: .+\n {2}do {4}.+\n {2}docs {2}https:\/\/paintbox\.github\.io\/deploy\/errors#/,
      );
      assert.not.match(stderr, /^\s+at /m);
    }),
  );
});

test('help teaches without running anything, also where there is no config or a broken one', async () => {
  const { code, stdout } = await runCli(['--help']);
  assert.is(code, 0);
  for (const words of [
    'Usage',
    'the whole way',
    'Look\n',
    '  show [RUN]',
    'Keys\n  keys check',
    'Set up\n',
    'Examples',
    'paintbox-deploy deploy --env staging',
  ]) {
    assert.match(stdout, words);
  }
  const one = await runCli(['deploy', '--help']);
  assert.match(one.stdout, '--to VERSION');
  assert.match(one.stdout, '(variable FIXTURE_TO)');
  assert.match(one.stdout, '--lock-wait DURATION');
  assert.is((await runCli(['help', 'keys', 'rotate'])).stdout.includes('makes new keys'), true);
  assert.match((await runCli(['help', 'plugin', 'new'])).stdout, /^ {2}paintbox-deploy plugin new redis$/m);
  const folder = await folderWith({ 'paintbox.deploy.config.ts': 'enum A { B }' });
  const broken = await runCli(['help'], { cwd: folder });
  assert.is(broken.code, 0);
  assert.match(broken.stdout, 'are not listed: paintbox.deploy.config.ts:1: a TypeScript enum');
  await rm(folder, { recursive: true });
});

test('help has an answer for every command, every group of commands and every topic', async () => {
  const text = async (...words: readonly string[]): Promise<string> => {
    const stdout = keep();
    assert.is(await main(['help', ...words], { stdout, stderr: keep(), env: {}, cwd: GOOD }), 0);
    return stdout.text();
  };

  const overview = await text();
  const commands = [...overview.matchAll(/^ {2}([a-z]+(?: [a-z]+)?)(?: +\[?[A-Z]| {2})/gm)].flatMap(
    ([, name]) => name ?? [],
  );
  assert.ok(commands.length > 10, overview);
  for (const name of ['keys', 'plugin', ...new Set(commands)]) {
    if (name.startsWith('paintbox') || name.startsWith('help ')) continue;
    assert.match(await text(...name.split(' ')), /Usage|Commands of/, name);
  }
  for (const [, title = ''] of overview.matchAll(/^([A-Z][a-z ]+)\n {2}[a-z]/gm)) {
    if (['Usage', 'Flags of every command', 'More', 'Examples', 'Deploy', 'Keys'].includes(title)) continue;
    assert.match(await text(title.toLowerCase().replaceAll(' ', '-')), `Commands of '${title}'`);
  }
  assert.match(await text('look'), /Commands of 'Look'\n {2}/);
  assert.match(await text('keys'), /Commands of 'keys'\n {2}keys check .*\n {2}keys rotate/);
  assert.match((await runCli(['keys', '--help'])).stdout, "Commands of 'keys'");
  assert.match(await text('exit-codes'), '143  cancelled by SIGTERM');
  assert.match(await text('variables'), 'PAINTBOX_STATE_DIR');
  assert.match(await text('run-flags'), '--lock-wait');
  assert.is((await runCli(['help', 'kees'])).code, 2);
});

test('--version prints the version wherever it stands', async () => {
  const { code, stdout } = await runCli(['deploy', '--version']);
  assert.equal([code, /^\d+\.\d+\.\d+\S*\n$/.test(stdout)], [0, true]);
});

test('where nobody can answer, a question ends the run; --yes answers it', async () => {
  const silent = await runCli(['keys', 'rotate']);
  assert.is.not(silent.code, 0);
  assert.match(silent.stdout, 'CONFIRMATION_NEEDED');
  const yes = await runCli(['keys', 'rotate', '--yes']);
  assert.is(yes.code, 0);
  assert.match(yes.stdout, 'Really go on with demo? yes, as --yes says');
});

test('--report-dir writes all reports of the same run; a folder that cannot be is known before the start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-reports-'));
  const env = { PAINTBOX_STATE_DIR: join(folder, 'state') };
  const { stdout } = await runCli(['deploy', '--json', '--report-dir', join(folder, 'a/b')], { env });
  const names = ['findings.sarif', 'junit.xml', 'record.json', 'report.html', 'report.md'];
  assert.equal((await readdir(join(folder, 'a/b'))).sort(), names);
  assert.equal(JSON.parse(await readFile(join(folder, 'a/b/record.json'), 'utf8')), record(stdout));
  // Made again from the journal they are the same, to the byte.
  assert.is((await runCli(['show', '--report-dir', join(folder, 'again')], { env })).code, 0);
  for (const name of names) {
    const [first, again] = await Promise.all(
      ['a/b', 'again'].map((made) => readFile(join(folder, made, name), 'utf8')),
    );
    assert.is(again, first, name);
  }
  const refused = await runCli(['deploy', '--report-dir', join(folder, 'a/b/record.json')]);
  assert.is(refused.code, 2);
  assert.not.match(refused.stdout, 'demo.look');
  await rm(folder, { recursive: true });
});

test('the github reporter groups, annotates, and writes the step summary and the outputs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-github-'));
  const [GITHUB_STEP_SUMMARY, GITHUB_OUTPUT] = [join(folder, 'summary.md'), join(folder, 'output')];
  const env = { GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_STEP_SUMMARY, GITHUB_OUTPUT };
  const { stdout } = await runCli(['deploy', '--bad'], { env });
  assert.match(stdout, '::group::demo.smoke\n');
  assert.is(stdout.match(/^::group::/gm)?.length, stdout.match(/^::endgroup::/gm)?.length);
  assert.match(
    stdout,
    '::error title=jwks.keys (fail)::the key set is empty: {"keys":[]}%0Apublish the keys',
  );
  assert.match(await readFile(GITHUB_STEP_SUMMARY, 'utf8'), '# deploy: rolled back\n\n**Users now:** ');
  const outputs = (await readFile(GITHUB_OUTPUT, 'utf8')).trimEnd().split('\n');
  assert.match(outputs[0] ?? '', /^run-id=\w/);
  assert.equal(outputs.slice(1), [
    'status=rolled-back',
    'exit-code=3',
    'url=https://demo.example',
    'release=1',
  ]);
  assert.match((await runCli(['deplo'], { env })).stdout, '::error title=CLI_UNKNOWN_COMMAND::');
  await rm(folder, { recursive: true });
});

test.run();
