import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rejects } from '@paintbox/deploy-core/testing';
import { parse } from 'smol-toml';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readFlyConfig, strategyOf } from '../src/fly-config.ts';
import { lintConfig } from '../src/lint-config.ts';

const CHECK = `[[http_service.checks]]\ninterval = '10s'\ntimeout = '2s'\npath = '/'\n`;
const problems = (toml: string): string =>
  lintConfig('fly.toml', parse(toml))
    .map(({ message }) => message)
    .join('\n');

test('a sound config has no problem', () => {
  assert.is(
    problems(`app = 'a'\n[deploy]\nstrategy = 'bluegreen'\n[http_service]\ninternal_port = 80\n${CHECK}`),
    '',
  );
});

test('every problem of a config is found at once', () => {
  const found = problems(`
[deploy]
strategy = 'bluegreen'
wait_timeout = 300
[env]
FLY_REGION = 'x'
timeout = 5
[http_service]
internal_port = 80
max_machines_running = 3
[restart]
max_restarts = 3
[[mounts]]
source = 'data'
processes = ['web']
[checks.tcp]
type = 'tcp'
interval = 15000
[checks.tcp.tls_skip_verify]
enabled = true
`);

  for (const expected of [
    /group web mounts a volume/,
    /no HTTP check/,
    /'deploy\.wait_timeout' is 300, which is read as nanoseconds/,
    /'checks\.tcp\.interval' is 15000, which is read as milliseconds/,
    /max_machines_running/,
    /restart\.max_restarts/,
    /tls_skip_verify/,
    /FLY_REGION/,
  ]) {
    assert.match(found, expected);
  }
  assert.not.match(found, /env\.timeout/);
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
