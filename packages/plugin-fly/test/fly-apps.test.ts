/** The apps of an organisation become the members of a fleet. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFlyEmulator } from '@paintbox/deploy-emulators/fly';
import type { FlyEmulator } from '@paintbox/deploy-emulators/fly';
import type { FleetPlace, Member } from '@paintbox/deploy-core/fleet';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { flyApps } from '../src/index.ts';
import type { FlyAppsOptions } from '../src/index.ts';

const test = suite<{ dir: string; emulator: FlyEmulator }>('members from the platform');

test.before(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'fly-apps-test-'));
  context.emulator = await startFlyEmulator({ dir: join(context.dir, 'state'), timeScale: 0.01 });
  for (const name of ['shop-2', 'shop-1', 'admin']) {
    await context.emulator.createApp({ name, organization: 'acme' });
  }
  await context.emulator.createApp({ name: 'shop-of-others', organization: 'others' });
  context.emulator.setToken('of-others', { kind: 'org', organization: 'others' });
  context.emulator.setToken('a-token', { kind: 'org', organization: 'acme' });
});
test.after(async ({ dir, emulator }) => {
  await emulator.close();
  await rm(dir, { recursive: true, force: true });
});

function list(
  { apiUrl }: FlyEmulator,
  options: FlyAppsOptions,
  token: string | undefined = 'a-token',
): Promise<readonly Member[]> {
  const env = { FLY_FLAPS_BASE_URL: apiUrl, FLY_API_BASE_URL: apiUrl, FLY_API_TOKEN: token };
  const place: FleetPlace = { fleet: 'shops', environment: 'production', env };
  return flyApps(options)(place);
}

async function codeOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
  return undefined;
}

test('the apps of the organisation that begin so are members, at their addresses', async ({ emulator }) => {
  const members = await list(emulator, { org: 'acme', startsWith: 'shop-' });

  assert.equal(
    members.toSorted((a, b) => (a.app < b.app ? -1 : 1)),
    [
      { app: 'shop-1', labels: {}, url: 'https://shop-1.fly.dev' },
      { app: 'shop-2', labels: {}, url: 'https://shop-2.fly.dev' },
    ],
  );
});

test('labels come from a file, or from a function that also says who is no member', async ({
  dir,
  emulator,
}) => {
  const file = join(dir, 'tenants.json');
  await writeFile(file, JSON.stringify({ 'shop-1': { tier: 'paid' } }));
  const url = (app: string): string => `https://${app}.example`;

  const ofFile = await list(emulator, { org: 'acme', startsWith: 'shop-', labels: file, url });
  const ofFunction = await list(emulator, {
    org: 'acme',
    labels: async (app) => (app === 'admin' ? null : { name: app }),
  });

  assert.equal(
    ofFile.find(({ app }) => app === 'shop-1'),
    { app: 'shop-1', labels: { tier: 'paid' }, url: 'https://shop-1.example' },
  );
  assert.equal(ofFile.find(({ app }) => app === 'shop-2')?.labels, {});
  assert.equal(ofFunction.map(({ labels }) => labels['name'] ?? '').toSorted(), ['shop-1', 'shop-2']);
});

test('a token that may not see the apps lists none of them', async ({ emulator }) => {
  assert.equal(await list(emulator, { org: 'acme' }, 'of-others'), []);
});

test('a missing token, a wrong organisation and labels of another form are refused', async ({
  dir,
  emulator,
}) => {
  const file = join(dir, 'wrong.json');
  await writeFile(file, JSON.stringify({ 'shop-1': { tier: 3 } }));
  const org = 'acme';

  assert.is(await codeOf(() => list(emulator, { org }, '')), 'FLY_TOKEN_MISSING');
  assert.is(await codeOf(async () => flyApps({ org: 'Acme Inc' })), 'FLY_OPTION');
  assert.is(await codeOf(() => list(emulator, { org, labels: file })), 'FLY_OPTION');
  assert.is(await codeOf(() => list(emulator, { org, labels: join(dir, 'none.json') })), 'FLY_OPTION');
});

test.run();
