/** An image of another organisation is seen before anything is begun, and one question is enough for all who ask. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryStore } from '@paintbox/deploy-core/testing';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { codesOf, openRig } from './rig.ts';
import type { Rig } from './rig.ts';

const DIGEST = `sha256:${'1'.repeat(64)}`;

/** Looks with a token that may do so much, for an image of that app. */
function look(rig: Rig, token: string, app: string): Promise<StageRun<never>> {
  const params = { image: `registry.fly.io/${app}@${DIGEST}` };
  const env = { ...rig.env, FLY_API_TOKEN: token };
  return rig.run(rig.fly.preflight(), {}, { env, params, store: memoryStore() }) as Promise<StageRun<never>>;
}

function problemOf(run: StageRun | undefined): { message: string; hint: string } | undefined {
  return (run?.error as { problems?: readonly { message: string; hint: string }[] } | undefined)
    ?.problems?.[0];
}

test('an image in the registry of another organisation is a problem with what to do, unless nobody can say', async () => {
  await using rig = await openRig();
  const { emulator } = rig;
  await emulator.createApp({ name: 'sibling' });
  await emulator.createApp({ name: 'foreign', organization: 'others' });
  emulator.setToken('fm2_deploy', { kind: 'deploy', organization: 'personal', apps: ['demo'] });
  emulator.setToken('fm2_both', { kind: 'deploy', organization: 'personal', apps: ['demo', 'foreign'] });

  const [own, same, other, gone] = await Promise.all(
    ['demo', 'sibling', 'foreign', 'nobody'].map((app) => look(rig, 'fm2_org', app)),
  );
  // A token of one app is refused every other one, so nothing follows.
  const unsaid = await look(rig, 'fm2_deploy', 'foreign');
  const told = await look(rig, 'fm2_both', 'foreign');

  assert.equal(
    [own, same, other, gone, unsaid, told].map((run) => (run === undefined ? ['?'] : codesOf(run))),
    [[], [], ['FLY_NOT_READY', 'FLY_IMAGE_ELSEWHERE'], [], [], ['FLY_NOT_READY', 'FLY_IMAGE_ELSEWHERE']],
  );
  const [unnamed, named] = [other, told].map(problemOf);
  assert.match(unnamed?.message ?? '', 'is of an organisation that the token does not know');
  assert.match(
    named?.message ?? '',
    "is of organisation 'others', and app 'demo' of 'personal', whose machines cannot read it",
  );
  assert.match(named?.hint ?? '', 'push it to a registry that every organisation can read');
});

test('an image of any other registry is left to the platform', async () => {
  await using rig = await openRig();
  const params = { image: `registry.example/foreign@${DIGEST}` };

  assert.equal(codesOf(await rig.run(rig.fly.preflight(), {}, { params })), []);
});

test('many who ask for the same image ask the platform once', async () => {
  await using rig = await openRig();
  await rig.emulator.createApp({ name: 'sibling' });
  rig.emulator.clearCalls();

  await Promise.all(Array.from({ length: 5 }, () => look(rig, 'fm2_org', 'sibling')));

  const asked = rig.emulator.calls().filter(({ name, app }) => name === 'apps.get' && app === 'sibling');
  assert.is(asked.length, 1);
});

test.run();
