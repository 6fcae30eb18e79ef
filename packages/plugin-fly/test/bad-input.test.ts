/** What people, files and the platform get wrong: each is told with its code, and nothing is changed. */
import { writeFile } from 'node:fs/promises';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { codesOf, openRig } from './rig.ts';
import type { Rig } from './rig.ts';
import { sideBySide } from './side-by-side.ts';

const TOKEN = 'a-token-for-tests';
const exitCodeOf = (run: StageRun): unknown => (run.error as { exitCode?: number } | undefined)?.exitCode;
const ids = (rig: Rig): readonly string[] => rig.machines().map(({ id }) => id);

sideBySide({
  'a token that is expired, of another app or of another organisation is told before anything else':
    async () => {
      await using rig = await openRig();
      rig.emulator.setToken(TOKEN, { kind: 'expired', organization: 'personal' });
      const expired = await rig.run(rig.fly.preflight());
      rig.emulator.setToken(TOKEN, { kind: 'deploy', organization: 'personal', apps: ['shop'] });
      const other = await rig.run(rig.fly.preflight());
      rig.emulator.setToken(TOKEN, { kind: 'org', organization: 'somebody-else' });
      const foreign = await rig.run(rig.fly.preflight());

      assert.equal(new Set(codesOf(expired)), new Set(['FLY_NOT_READY', 'FLY_TOKEN_REFUSED']));
      for (const run of [other, foreign])
        assert.equal(new Set(codesOf(run)), new Set(['FLY_NOT_READY', 'FLY_NOT_ALLOWED']));
      assert.equal([expired, other, foreign].map(exitCodeOf), [1, 1, 1]);
    },

  'a token that may only read changes nothing, and the refusal says what is missing': async () => {
    await using rig = await openRig();
    await rig.deployed('one', 'first');
    const before = await rig.before();
    const image = await rig.built('two');
    const there = ids(rig);
    rig.emulator.setToken(TOKEN, { kind: 'readonly', organization: 'personal' });

    const run = await rig.run(rig.fly.boot(), { ...before, image });

    assert.equal([codesOf(run), exitCodeOf(run)], [['FLY_NOT_ALLOWED'], 1]);
    assert.equal(ids(rig), there);
  },

  'a token that the registry does not let read manifests is enough': async () => {
    await using rig = await openRig();
    await rig.deployed('one', 'first');
    rig.emulator.setToken(TOKEN, { kind: 'deploy', organization: 'personal', apps: ['demo'] });
    rig.emulator.setRules({ manifestsForDeployTokens: 403 });
    const before = await rig.before();

    const wayBack = await rig.run(rig.fly.wayBack(), before);

    assert.equal(codesOf(wayBack), []);
    assert.match(JSON.stringify(wayBack.events), /does not say whether it has/);
  },

  'a config file of a megabyte is read, and one of nonsense is told with its line': async () => {
    await using rig = await openRig();
    const long = Array.from({ length: 20_000 }, (_, index) => `  KEY_${index} = "${'x'.repeat(40)}"`).join(
      '\n',
    );
    await writeFile(rig.config, `app = "demo"\n[http_service]\n  internal_port = 8080\n[env]\n${long}\n`);
    const large = await rig.run(rig.fly.preflight());
    await writeFile(rig.config, `${'x'.repeat(1_000_000)}\n`);
    const nonsense = await rig.run(rig.fly.preflight());

    assert.equal(codesOf(large), []);
    assert.equal([codesOf(nonsense), exitCodeOf(nonsense)], [['FLY_NOT_READY', 'FLY_CONFIG_SYNTAX'], 2]);
    assert.match(String(nonsense.error), /fly\.toml:1:/);
    assert.ok(String(nonsense.error).length < 2_000);
  },

  'answers that are garbage, HTML, empty or half are told, and a boot leaves nothing': async () => {
    for (const kind of ['garbage', 'html', 'empty', 'half'] as const) {
      await using rig = await openRig();
      await rig.deployed('one', 'first');
      const before = await rig.before();
      const image = await rig.built('two');
      const there = ids(rig);
      rig.emulator.addMishap({ call: 'machines.create', times: 99, what: { kind, acted: false } });
      const app = rig.flyWith({ healthyMs: 5_000 });

      const run = await rig.run(app.boot(), { ...before, image });
      rig.emulator.clearMishaps();
      const undone = await run.undo();

      assert.equal([kind, exitCodeOf(run), undone.errors], [kind, 1, []]);
      assert.equal(ids(rig), there);
    }
  },
});

test.run();
