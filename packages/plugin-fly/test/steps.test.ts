/** A switch in steps, with both sides in traffic between them; and the release command before it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { machineName } from '../src/machines/machine-name.ts';
import { call } from './machines.ts';
import { buildsOf, codesOf, openRig, RUN_ID, writeConfig } from './rig.ts';
import type { Rig } from './rig.ts';
import { sideBySide } from './side-by-side.ts';

/** Builds an app that fails every second request which comes through the proxy. */
async function flaky(rig: Rig) {
  await rig.writeApp('flaky');
  const file = join(rig.dir, 'app', 'server.mjs');
  const source = await readFile(file, 'utf8');
  const fails =
    "let asked = 0;\ncreateServer((request, response) => {\n  if (request.headers['fly-client-ip'] && ++asked % 2) return response.writeHead(503).end();";
  await writeFile(file, source.replace('createServer((request, response) => {', fails));
  const said = await rig.flyctl(
    'deploy',
    join(rig.dir, 'app'),
    '-c',
    rig.config,
    '--build-only',
    '--push',
    '--image-label',
    'flaky',
  );
  const digest = /@(sha256:\w+)/.exec(said)?.[1] ?? '';
  return { ref: `registry.fly.io/demo@${digest}`, digest };
}

const routed = (rig: Rig) => rig.machines().filter(({ cordoned }) => !cordoned);
const command = (line: string) => (toml: string) =>
  toml.replace('[deploy]', `[deploy]\n  release_command = "${line}"`);

sideBySide({
  'in the first step one machine of each side leaves and comes; then all': async () => {
    await using rig = await openRig();
    await rig.deployed('one', 'first', { groups: { app: 2 } });
    const before = await rig.before();
    const booted = await rig.run(rig.fly.boot(), { ...before, image: await rig.built('two') });
    rig.emulator.clearCalls();

    const run = await rig.run(rig.flyWith({ steps: [1, 'all'] }).switch(), { ...before, ...booted.outputs });

    const moves = rig.emulator.calls().flatMap(({ name }) => /\.((?:un)?cordon)$/.exec(name)?.[1] ?? []);
    assert.equal(codesOf(run), []);
    assert.equal(moves, ['uncordon', 'cordon', 'uncordon', 'cordon']);
    assert.equal(buildsOf(routed(rig)), [RUN_ID, RUN_ID]);
  },

  'new machines that fail where old ones do not end the switch at the first step': async () => {
    await using rig = await openRig();
    await rig.deployed('one', 'first', { groups: { app: 2 } });
    const before = await rig.before();
    const booted = await rig.run(rig.fly.boot(), { ...before, image: await flaky(rig) });
    const app = rig.flyWith({ steps: [1, 'all'], stepMs: 600_000 });

    const run = await rig.run(app.switch(), { ...before, ...booted.outputs });
    const undone = await run.undo();

    assert.equal(codesOf(run), ['FLY_NOT_SEEN']);
    assert.match(
      String(run.error),
      /while both sides took traffic, \d+ of \d+ requests to new machines failed, and \d of \d+ to old ones/,
    );
    assert.equal([undone.errors, buildsOf(routed(rig))], [[], ['first', 'first']]);
  },

  'the release command runs once on a machine of its own, which goes with it; a failure names its exit code':
    async () => {
      await using rig = await openRig();
      const { 'fleet-before': before } = await rig.before();
      const image = await rig.built('one');
      await writeConfig(rig, command('node --version'));
      const good = await rig.run(rig.fly.command(), { 'fleet-before': before, image });
      await writeConfig(rig, (toml) => toml.replace('node --version', 'node -e process.exit(7)'));
      const bad = await rig.run(
        rig.fly.command(),
        { 'fleet-before': before, image },
        { runId: '20260101-000000-bad' },
      );

      assert.equal([good, bad].map(codesOf), [[], ['FLY_RELEASE_COMMAND_FAILED']]);
      assert.match(String(bad.error), /exit code 7/);
      assert.is(good.events.filter((event) => event.type === 'effect.intent').length, 1);
      // The platform removes it in its own time.
      while (rig.machines().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    },

  'a command whose machine is gone before it could tell how it ended is run once more, which is said':
    async () => {
      await using rig = await openRig();
      const { 'fleet-before': before } = await rig.before();
      const image = await rig.built('one');
      await writeConfig(rig, command('node --version'));
      const machine = machineName({ app: 'demo', group: 'command', release: RUN_ID, index: 0 });
      const what = { kind: 'status', status: 404 } as const;
      rig.emulator.addMishap({ call: 'machines.get', machine, times: 999, what });

      const run = await rig.run(rig.fly.command(), { 'fleet-before': before, image });

      assert.equal(codesOf(run), []);
      assert.match(JSON.stringify(run.events), /nobody knows how it ended: the command is run once more/);
    },

  'a command that does not end in time is told': async () => {
    await using rig = await openRig();
    const { 'fleet-before': before } = await rig.before();
    const image = await rig.built('one');
    await writeConfig(rig, (toml) =>
      command('sleep 60')(toml).replace('[deploy]', '[deploy]\n  release_command_timeout = "10s"'),
    );

    const run = await rig.run(rig.fly.command(), { 'fleet-before': before, image });
    for (const { id } of rig.machines())
      await call(rig.emulator.apiUrl, 'DELETE', `/v1/apps/demo/machines/${id}?force=true`);

    assert.equal(codesOf(run), ['FLY_RELEASE_COMMAND_TIMEOUT']);
  },

  'a command whose host does not answer any more is not waited for to the end of its time': async () => {
    await using rig = await openRig();
    const { 'fleet-before': before } = await rig.before();
    const image = await rig.built('one');
    await writeConfig(rig, command('sleep 60'));
    rig.emulator.addMishap({ call: 'machines.get', on: 3, what: { kind: 'dead-host' } });

    const run = await rig.run(rig.fly.command(), { 'fleet-before': before, image });

    assert.equal(codesOf(run), ['FLY_RELEASE_COMMAND_TIMEOUT']);
    assert.match(String(run.error), /for 6\d s the host of machine \w+, .* has not answered/);
  },
});

test.run();
