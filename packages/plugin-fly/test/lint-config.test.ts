import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rejects } from '@paintbox/deploy-core/testing';
import { parse } from 'smol-toml';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tomlLines } from '../src/config-lines.ts';
import { readFlyConfig, strategyOf } from '../src/fly-config.ts';
import { lintConfig } from '../src/lint-config.ts';
import { wavesOf } from '../src/process-groups.ts';

const CHECK = `[[http_service.checks]]\ninterval = '10s'\ntimeout = '2s'\npath = '/'\n`;
const problems = (toml: string): string =>
  lintConfig('fly.toml', parse(toml), tomlLines(toml))
    .map(({ message }) => message)
    .join('\n');

test('a sound config has no problem', () => {
  assert.is(
    problems(`app = 'a'\n[deploy]\nstrategy = 'bluegreen'\n[http_service]\ninternal_port = 80\n${CHECK}`),
    '',
  );
});

test('every problem of a config is found at once, with its line', () => {
  const found = problems(`# line 1
[deploy]
strategy = 'bluegreen'
wait_timeout = 300
[env]
FLY_REGION = 'x'
timeout = 5
DB_PASSWORD = 'hunter2'
JWT_PUBLIC_SECRET_ID = 'a name, not a secret'
[http_service]
internal_port = 80
max_machines_running = 3
[[restart]]
max_restarts = 3
[[mounts]]
source = 'data'
[[mounts]]
source = 'more'
[checks.tcp]
type = 'tcp'
interval = 15000
[checks.tcp.tls_skip_verify]
enabled = true
`);

  assert.equal(
    found.split('\n').map((line) => line.replace(/^fly\.toml(:\d+): (.{0,50}).*$/, '$1 $2')),
    [
      ":4 'deploy.wait_timeout' is 300, which is read as nanoseconds",
      ":6 [env] sets 'FLY_REGION'",
      ":8 [env] sets 'DB_PASSWORD', which looks like a secret: it would be",
      ':10 group app has no HTTP check, so nothing would say that its ne',
      ":12 flyctl does not know 'http_service.max_machines_running' and w",
      ":14 flyctl does not know 'restart[0].max_restarts' and would ignor",
      ':15 bluegreen is asked for, and group app mounts a volume: two ma',
      ':17 group app mounts several volumes, and a machine can hold one',
      ":21 'checks.tcp.interval' is 15000, which is read as milliseconds",
      ":22 'checks.tcp.tls_skip_verify' is a table",
    ].map((line) => line.replace(/^(:\d+ .{0,50}).*$/, '$1')),
  );
});

test('checks need a type, and a port where no http_service has one; sections need a group that exists', () => {
  const found = problems(`
[processes]
web = 'node server.mjs'
worker = 'node worker.mjs'
[http_service]
internal_port = 8080
processes = ['web']
${CHECK}
[[services]]
internal_port = 9000
[[services.http_checks]]
path = '/'
interval = '10s'
[checks.alive]
type = 'tcp'
processes = ['worker']
[checks.odd]
processes = ['web', 'wbe']
`);

  for (const expected of [
    /check 'alive' has no port, and group worker has no http_service/,
    /check 'odd' has no type/,
    /'checks\.odd' is for process group 'wbe', which does not exist/,
    /'services\[0\]' does not say which of the 2 process groups it is for/,
  ]) {
    assert.match(found, expected);
  }
  assert.is(found.split('\n').length, 5, found);
});

test('a machine that may take longer to stop than flyctl waits is told', () => {
  const service = `[http_service]\ninternal_port = 80\n${CHECK}`;

  assert.match(problems(`kill_timeout = '4m'\n[deploy]\nwait_timeout = '2m'\n${service}`), /longer than/);
  assert.match(problems(`kill_timeout = '6m'\n${service}`), /allows 300 s/);
  assert.is(problems(`kill_timeout = '30s'\n${service}`), '');
});

test('a volume may be held by a group of its own, which follows machine by machine', () => {
  const groups = `[processes]\nweb = ''\nkeeper = 'node keeper.mjs'\n`;
  const web = `[http_service]\ninternal_port = 80\nprocesses = ['web']\n${CHECK}`;
  const of = (group: string): string =>
    `[deploy]\nstrategy = 'bluegreen'\n${groups}${web}[[mounts]]\nsource = 'd'\nprocesses = ['${group}']\n`;

  assert.is(problems(of('keeper')), '');
  assert.match(problems(of('web')), /group web mounts a volume/);
  assert.equal(wavesOf(parse(of('keeper'))), [
    { groups: ['web'], strategy: 'bluegreen' },
    { groups: ['keeper'], strategy: 'rolling' },
  ]);
  assert.equal(wavesOf(parse(of('keeper')), 'immediate'), [{ strategy: 'immediate' }]);
  assert.equal(wavesOf(parse(web)), [{ strategy: 'bluegreen' }]);
});

test('a line is that of the key, or of the nearest table around it', () => {
  const lineOf = tomlLines(
    `a = 1\n[[s]]\nx = 1\n[[s.p]]\nq.r = """\n[not.a.table]\n"""\n[[s]]\n[[s.p]]\ny = { z = 1 }\n[t."k.l"]\n`,
  );

  const paths = ['a', 's[0].x', 's[0].p[0].q.r', 's[1]', 's[1].p[0].y.z', 's[1].p[0].none', 'nothing'];
  assert.equal(paths.map(lineOf), [1, 3, 5, 8, 10, 9, undefined]);
});

test('volumes are fine where machines are replaced in place', () => {
  assert.is(
    problems(`[deploy]\nstrategy = 'rolling'\n[[mounts]]\nsource = 'd'\n[http_service]\n${CHECK}`),
    '',
  );
});

test('a file that cannot be parsed says where', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fly-config-'));
  const file = join(folder, 'fly.toml');
  await writeFile(file, `app = 'a'\nbroken = \n`);

  const syntax = (await rejects(readFlyConfig(file))) as { code: string; message: string };
  const missing = (await rejects(readFlyConfig(join(folder, 'none.toml')))) as { code: string };
  await rm(folder, { recursive: true });

  assert.is(syntax.code, 'FLY_CONFIG_SYNTAX');
  assert.match(syntax.message, /:2:\d+: /);
  assert.is(missing.code, 'FLY_CONFIG_MISSING');
});

test('a config without a strategy is released blue-green', () => {
  assert.is(strategyOf({}), 'bluegreen');
  assert.is(strategyOf({ deploy: { strategy: 'rolling' } }), 'rolling');
});

test.run();
