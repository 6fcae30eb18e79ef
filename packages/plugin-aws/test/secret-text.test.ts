/** Secrets of the members of a fleet, read from an emulated AWS. */
import type { Member } from '@paintbox/deploy-core/fleet';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { secretText } from '../src/index.ts';
import type { SecretTextOptions } from '../src/index.ts';
import { allow, startRig } from './aws-rig.ts';
import type { AwsRig, Env } from './aws-rig.ts';

const test = suite<{ rig: AwsRig }>('secrets of members');

test.before(async (context) => {
  context.rig = await startRig();
});
test.after(({ rig }) => rig[Symbol.asyncDispose]());

const nameOf = ({ app }: Member): string => `fly/${app}`;

function read(env: Env, app: string, options?: SecretTextOptions): Promise<string> {
  const place = { fleet: 'shops', environment: 'production', env };
  return secretText(nameOf, options)({ app, labels: {} }, place);
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  const { code, message } = error as { readonly code?: string; readonly message: string };
  return `${code}: ${message}`;
}

test('each member has the current version of its own secret, as text or as a field of it', async ({
  rig,
}) => {
  await rig.create('fly/shop-1', 'token-1');
  await rig.create('fly/shop-2', JSON.stringify({ user: 'ci', token: 'token-2' }));
  await rig.write('fly/shop-1', () => 'token-1-new');

  assert.is(await read(rig.env, 'shop-1'), 'token-1-new');
  assert.is(await read(rig.env, 'shop-2', { field: 'token' }), 'token-2');
});

test('a secret that is not there, lacks the field, or is being deleted is said with its name', async ({
  rig,
}) => {
  await rig.create('fly/shop-3', '{"other":"x"}');
  await rig.create('fly/shop-4', 'token-4');
  await rig.scheduleDeletion('fly/shop-4');
  const region = rig.aws.region;

  assert.equal(
    [
      await refusal(read(rig.env, 'shop-9')),
      await refusal(read(rig.env, 'shop-3', { field: 'token' })),
      await refusal(read(rig.env, 'shop-3', { field: 'toString' })),
    ],
    [
      `AWS_SECRET_MISSING: the secret 'fly/shop-9' in ${region} is not there, or has no value`,
      `AWS_SECRET_MISSING: the secret 'fly/shop-3' in ${region} has no text in the field 'token'`,
      `AWS_SECRET_MISSING: the secret 'fly/shop-3' in ${region} has no text in the field 'toString'`,
    ],
  );
  assert.match(await refusal(read(rig.env, 'shop-4')), 'AWS_SECRET_SCHEDULED_FOR_DELETION');
});

test('nothing but GetSecretValue is needed, and a refusal says what is missing', async ({ rig }) => {
  const may = rig.envWith(allow('secretsmanager:GetSecretValue', '*'));
  assert.is(await read(may, 'shop-1'), 'token-1-new');

  const mayNot = rig.envWith(allow('secretsmanager:DescribeSecret', '*'));
  assert.match(await refusal(read(mayNot, 'shop-1')), 'AWS_ACCESS_DENIED');
});

test('members of one worker share a session; credentials that come later are taken', async ({ rig }) => {
  const text = secretText(nameOf);
  const env: Record<string, string | undefined> = { ...rig.env, AWS_SECRET_ACCESS_KEY: undefined };
  const place = { fleet: 'shops', environment: 'production', env };
  const member = { app: 'shop-1', labels: {} };

  assert.match(await refusal(text(member, place)), 'AWS_CREDENTIALS_MISSING');
  env['AWS_SECRET_ACCESS_KEY'] = rig.env['AWS_SECRET_ACCESS_KEY'];
  assert.equal(await Promise.all([text(member, place), text(member, place)]), ['token-1-new', 'token-1-new']);
});

test.run();
