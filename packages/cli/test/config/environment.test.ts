import { join } from 'node:path';
import type { DeployError } from '@paintbox/deploy-core';
import type { DeployConfig } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resolvePlace } from '../../src/config/environment.ts';
import type { Workplace, PlaceOptions } from '../../src/config/environment.ts';

const test = suite('environment');
const config: DeployConfig = {
  app: 'paintbox',
  environments: {
    production: { url: 'https://paintbox.fly.dev/' },
    staging: { url: 'https://staging.example/base/', app: 'paintbox-staging' },
  },
  pipelines: [],
};
const place = (extra: Partial<PlaceOptions> = {}): Workplace =>
  resolvePlace({
    config,
    configFile: '/repo/paintbox.deploy.config.ts',
    cwd: '/repo/packages/a',
    env: {},
    ...extra,
  });

test('the config decides when nothing else does, and the state lies beside it', () => {
  assert.equal(place(), {
    name: 'production',
    app: 'paintbox',
    url: 'https://paintbox.fly.dev',
    note: undefined,
    stateFolder: join('/repo', '.paintbox', 'state', 'paintbox', 'production'),
  });
  assert.is(place({ environment: 'staging' }).app, 'paintbox-staging');
  assert.is(place({ environment: 'staging' }).url, 'https://staging.example/base');
});

test('a flag beats a variable, and a variable beats the config', () => {
  const env = { PAINTBOX_APP_URL: 'https://variable.example', FLY_APP: 'other', PAINTBOX_STATE_DIR: 'state' };
  assert.is(place({ env }).url, 'https://variable.example');
  assert.is(place({ env, appUrl: 'https://flag.example' }).url, 'https://flag.example');
  assert.is(place({ env }).stateFolder, join('/repo/packages/a/state/state/other/production'));
  assert.is(place({ env: { PAINTBOX_APP_URL: '', FLY_APP: '' } }).app, 'paintbox');
});

test('an unknown environment is told the nearest one, and inherited names are none', () => {
  assert.throws(
    () => place({ environment: 'stagin' }),
    (error: DeployError) => error.hint === "did you mean '--env staging'?",
  );
  assert.throws(
    () => place({ environment: 'constructor' }),
    (error: DeployError) => error.code === 'CLI_UNKNOWN_ENVIRONMENT',
  );
});

test('addresses and names that cannot be one are refused, and a password is not repeated', () => {
  for (const appUrl of ['nope', 'ftp://a.example', 'https://a.example/?x=1']) {
    assert.throws(
      () => place({ appUrl }),
      (error: DeployError) => error.code === 'CLI_BAD_VALUE',
    );
  }
  assert.throws(
    () => place({ appUrl: 'https://user:hunter2@a.example' }),
    (error: DeployError) => error.code === 'CLI_BAD_VALUE' && !error.message.includes('hunter2'),
  );
  assert.throws(
    () => place({ env: { FLY_APP: '../../etc' } }),
    (error: DeployError) => error.code === 'CLI_BAD_VALUE',
  );
});

test.run();
