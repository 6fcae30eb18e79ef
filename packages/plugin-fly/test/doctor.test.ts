// What `doctor` finds on the platform, through the stages of the config that only look: the command line knows no plugin. Against an emulator.
import { execFile } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openRig } from './rig.ts';
import type { Rig } from './rig.ts';

const CLI = fileURLToPath(new URL('../../cli/bin.cjs', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

async function doctor(rig: Rig): Promise<RunRecord> {
  const source = `
    import { defineConfig, definePipeline } from '@paintbox/deploy-core';
    import { app } from '@paintbox/deploy-plugin-fly';
    const config = ${JSON.stringify(rig.config)};
    export default defineConfig({
      app: 'demo',
      environments: { production: { url: 'https://demo.example' } },
      pipelines: [definePipeline('deploy', [app({ config }).preflight()])],
    });`;
  await symlink(MODULES, join(rig.dir, 'node_modules')).catch(() => undefined);
  await writeFile(join(rig.dir, 'paintbox.deploy.config.ts'), source);
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [CLI, 'doctor', '--json'],
      { cwd: rig.dir, env: rig.env, timeout: 60_000 },
      (_error, stdout, stderr) =>
        stdout === '' ? reject(new Error(stderr)) : resolve(JSON.parse(stdout) as RunRecord),
    );
  });
}

test('a mixed fleet is found, and a whole one is fine', async () => {
  await using rig = await openRig();
  await rig.deployed('one', 'first');
  const whole = await doctor(rig);
  await rig.deployed('two', 'second');

  const mixed = await doctor(rig);

  assert.equal([whole.exitCode, whole.error], [0, undefined]);
  assert.is(mixed.exitCode, 1);
  const codes = (mixed.error?.problems ?? []).map(({ code }) => code);
  assert.ok(codes.includes('FLY_FLEET_MIXED'), JSON.stringify(mixed.error));
});

test.run();
