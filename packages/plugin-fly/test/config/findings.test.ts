import { isDeployError } from '@paintbox/deploy-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { machineConfigs } from '../../src/config/machine-configs.ts';
import type { MachineConfigs } from '../../src/config/machine-configs.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { tomlLines } from '../../src/config/toml-lines.ts';

const read = async (text: string, name = 'fly.toml'): Promise<MachineConfigs> =>
  machineConfigs(await parseConfig(name, text), () => undefined);
const said = (findings: MachineConfigs['problems']): readonly string[] =>
  findings.map(({ line, what }) => `${line}: ${what}`);

test('a sound file has nothing to tell, also without a strategy and without checks', async () => {
  const { problems, warnings } = await read(`app = 'a'\n[http_service]\ninternal_port = 80\n`);

  assert.equal([problems, warnings], [[], []]);
});

test('all problems of a file are told at once, in the order of its lines', async () => {
  const { problems } = await read(`swap_size_mb = 'much'
kill_timeout = '30'
[deploy]
strategy = 'blue-green'
release_command = "it's"
[build]
compression = 'lz4'
[http_service]
internal_port = 80
auto_stop_machines = 'maybe'
[[restart]]
policy = 'no'
[[mounts]]
source = 'data'
initial_size = 'big'
[[mounts]]
source = 'more'
[[statics]]
guest_path = 'public'
url_prefix = '/'
[[vm]]
size = 'huge'
[checks.odd]
port = 80
[checks.late]
type = 'tcp'
timeout = '2m'
port = 80
`);

  assert.equal(said(problems), [
    "1: 'swap_size_mb' is the text 'much', and not a whole number, at most 9007199254740991",
    "2: 'kill_timeout' is no duration",
    "4: there is no strategy 'blue-green'",
    "5: the command 'it's' cannot be split into words: it has no closing '",
    "7: there is no compression 'lz4'",
    "10: 'http_service.auto_stop_machines' is the text 'maybe', and not 'off', 'stop' or 'suspend'",
    "12: there is no restart policy 'no'",
    "15: 'big' is no size of 1 GB or more",
    '16: group app mounts several volumes, and a machine can hold one',
    "19: 'public' is a relative path: flyctl would make a bucket and upload the folder, which is not done here",
    "21: there is no machine size 'huge'",
    "23: check 'odd' has no type",
    "27: the timeout of check 'late' is 2m0s, and the platform allows 60 s",
  ]);
});

test('dangers are told as warnings, with their lines', async () => {
  const { problems, warnings } = await read(`kill_timeout = '6m'
[deploy]
wait_timeout = 300
[env]
FLY_REGION = 'x'
timeout = 5
DB_PASSWORD = 'hunter2'
JWT_PUBLIC_SECRET_ID = 'a name, not a secret'
[processes]
web = ''
[http_service]
internal_port = 80
processes = ['web']
max_machines_running = 3
[[http_service.checks]]
interval = '100ms'
[[restart]]
policy = 'always'
max_restarts = 3
[[vm]]
memory = '1gb'
processes = ['wbe']
[[files]]
guest_path = '/a'
raw_value = 'b'
processes = ['web']
[[services]]
processes = ['web']
[checks.tcp]
type = 'tcp'
port = 80
interval = 15000
`);

  assert.equal(problems, []);
  assert.equal(said(warnings), [
    "1: 'kill_timeout' is 6m0s, and the platform allows 300 s",
    "3: 'deploy.wait_timeout' is 300, which is read as nanoseconds",
    "5: [env] sets 'FLY_REGION'",
    "7: [env] sets 'DB_PASSWORD', which looks like a secret: it would be readable in the repository and in every release",
    "14: flyctl does not know 'http_service.max_machines_running' and ignores it",
    "16: 'http_service.checks[0].interval' is 100ms, and the platform raises it to 1 s",
    "19: flyctl does not know 'restart[0].max_restarts' and ignores it",
    "20: 'vm[0]' is for process group 'wbe', which does not exist, so it reaches no machine",
    '26: flyctl ignores processes of [[files]]: all groups get the file',
    "27: 'services[0]' has no port, so nothing from outside reaches it",
    "27: 'services[0]' has no internal_port, and the platform needs one",
    "32: 'checks.tcp.interval' is 15000, which is read as milliseconds",
  ]);
});

test('memory that the platform would refuse is told before it refuses', async () => {
  const of = async (vm: string): Promise<number> => (await read(`[[vm]]\n${vm}\n`)).warnings.length;

  assert.equal(
    [
      await of("memory = '2gb'"),
      await of("memory = '4gb'"),
      await of('memory = 300'),
      await of("size = 'performance-2x'\nmemory = '2gb'"),
      await of("size = 'performance-1x'"),
    ],
    [0, 1, 1, 1, 0],
  );
});

test('public variables and file: URLs are no secrets', async () => {
  const { warnings } = await read(
    `[env]\nNEXT_PUBLIC_API_KEY = 'x'\nVITE_TOKEN = 'x'\nDATABASE_URL = 'file:/data/app.db'\nAPI_TOKEN = 'x'\n`,
  );

  assert.equal(
    warnings.map(({ path }) => path),
    ['env.API_TOKEN'],
  );
});

test('problems of JSON and YAML have their lines, too', async () => {
  const json = await read('{\n  "vm": [\n    {\n      "cpus": "2"\n    }\n  ]\n}\n', 'fly.json');
  const yaml = await read('vm:\n  - size: shared-cpu-1x\n    cpus: many\n', 'fly.yaml');

  assert.equal(said(json.problems), [
    "4: 'vm[0].cpus' is the text '2', and not a whole number, at most 9007199254740991",
  ]);
  assert.is(yaml.problems[0]?.line, 3);
});

test('a whole number of TOML stays exact in the environment, however large', async () => {
  const { groups } = await read('[env]\nBIG = 9007199254740993\nMOST = 9223372036854775807\n');

  assert.is(groups[0]?.config.env['BIG'], '9007199254740993');
  assert.is(groups[0]?.config.env['MOST'], '9223372036854775807');
});

test('a file of 1 MB is read within seconds', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `NAME_${index} = "${'x'.repeat(40)}"`);
  const began = performance.now();

  const { groups, problems } = await read(`[env]\n${lines.join('\n')}\n`);

  assert.equal(problems, []);
  assert.is(Object.keys(groups[0]?.config.env ?? {}).length, 20_001);
  assert.ok(performance.now() - began < 5_000);
});

test('a file of 1 MB with a problem in every line is refused with all of them', async () => {
  const table = Array.from({ length: 30_000 }, (_, index) => `[checks.c${index}]\nport = ${index}`);

  const { problems } = await read(`${table.join('\n')}\n`);

  assert.is(problems.length, 30_000);
});

test('garbage is refused as what cannot be parsed, never with an error of ours', async () => {
  const garbage = [
    '\0\0\0',
    'a: { <<: [1] }',
    'a: \u0007',
    '{',
    '[[[[',
    '= = =',
    '\uFEFF\uFFFF',
    'a = [[[',
    'null',
    '5',
    '"x"',
    '- - -',
    '&a *a',
  ];
  const deep = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
  const deeper = `a: ${'['.repeat(300)}${']'.repeat(300)}`;
  const taken: string[] = [];
  for (const name of ['fly.toml', 'fly.json', 'fly.yaml']) {
    for (const text of [...garbage, deep, deeper]) {
      try {
        await read(text, name);
        taken.push(`${name}: ${text}`);
      } catch (error) {
        assert.ok(isDeployError(error) && error.code === 'FLY_CONFIG_SYNTAX', `${name}: ${String(error)}`);
      }
    }
  }
  // An empty document of YAML is an empty config.
  assert.equal(taken, ['fly.yaml: null']);
});

test('a number that JSON cannot hold is named as such', async () => {
  const error = await read('{"swap_size_mb": 1e400}', 'fly.json').catch((thrown: unknown) => thrown);

  assert.match(String(error), 'a number is too large');
});

test('a line is that of the key, or of the nearest table around it', async () => {
  const lineOf = tomlLines(
    `a = 1\n[[s]]\nx = 1\n[[s.p]]\nq.r = """\n[not.a.table]\n"""\n[[s]]\n[[s.p]]\ny = { z = 1 }\n[t."k.l"]\n`,
  );

  const paths = ['a', 's[0].x', 's[0].p[0].q.r', 's[1]', 's[1].p[0].y.z', 's[1].p[0].none', 'nothing'];
  assert.equal(paths.map(lineOf), [1, 3, 5, 8, 10, 9, undefined]);
});

test.run();
