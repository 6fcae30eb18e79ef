/** What AWS says is shown beside our advice, also for a reason that nobody here has heard of; and a replica is known as one. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AwsCall } from '../src/client/aws-call.ts';
import { classify } from '../src/client/classify.ts';
import { ensureKeys } from '../src/stages/ensure-keys.ts';
import { rotateKeys } from '../src/stages/rotate-keys.ts';
import { withFront } from './aws-front.ts';
import { failureOf, startRig } from './aws-rig.ts';

/** As public logs have it: aws/secretsmanager answers so to every change of a replica. */
const REPLICA = "Operation not permitted on a replica secret. Call must be made in primary secret's region.";

test('a change of a replica is refused with the Region of the primary secret, and nothing is written', async () => {
  await using rig = await startRig();
  await rig.run(ensureKeys());
  const asReplica = (body: object): object => ({ ...body, PrimaryRegion: 'eu-west-1' });
  await withFront(
    rig.aws.url,
    (_, operation) => (operation === 'DescribeSecret' ? asReplica : undefined),
    async (url) => {
      const run = await rig.run(rotateKeys({ endpoint: undefined }), {
        env: { ...rig.env, AWS_ENDPOINT_URL: url },
      });
      const { hint, problems, message } = failureOf(run);

      assert.equal(problems, ['AWS_SECRET_IS_REPLICA', 'AWS_SECRET_IS_REPLICA']);
      assert.match(message, 'a replica of the one in eu-west-1');
      assert.match(hint, 'AWS_REGION=eu-west-1');
      assert.is(rig.count('PutSecretValue'), 0);
    },
  );
});

test('a primary secret with replicas is rotated, and its replicas are read as ever', async () => {
  await using rig = await startRig();
  await rig.run(ensureKeys());
  for (const region of [rig.aws.region, 'eu-west-1']) {
    await withFront(
      rig.aws.url,
      (_, operation) =>
        operation === 'DescribeSecret' ? (body) => ({ ...body, PrimaryRegion: region }) : undefined,
      async (url) => {
        const env = { ...rig.env, AWS_ENDPOINT_URL: url };
        const run = await rig.run(region === rig.aws.region ? rotateKeys() : ensureKeys(), { env });

        assert.is(run.error, undefined);
      },
    );
  }
});

test('a replica of which only the refusal tells is called one, too', async () => {
  await using rig = await startRig();
  await rig.run(ensureKeys());
  await withFront(
    rig.aws.url,
    (_, operation) =>
      /^(Put|Update)/.test(operation)
        ? { status: 400, json: { __type: 'InvalidParameterException', Message: REPLICA } }
        : undefined,
    async (url) => {
      const env = { ...rig.env, AWS_ENDPOINT_URL: url };
      const { problems, message, hint } = failureOf(await rig.run(rotateKeys(), { env }));

      assert.ok(problems.includes('AWS_SECRET_IS_REPLICA'), problems.join());
      assert.match(message, REPLICA);
      assert.match(hint, '--query PrimaryRegion');
    },
  );
});

const call: AwsCall = {
  service: 'secretsmanager',
  operation: 'CreateSecret',
  region: 'eu-west-1',
  secretId: 'acme/jwt',
  sensitive: true,
  sent: '{"v":1,"keys":[{"kid":"one","jwk":{"d":"c2VjcmV0LW9mLXRoZS1rZXk"}}]}',
};

function toldOf(
  name: string,
  text: string,
  status = 400,
): { readonly message: string; readonly hint: string } {
  const error = Object.assign(new Error(text), { name, $metadata: { httpStatusCode: status } });
  const { message, hint = '' } = classify(error, { call, looked: '', now: 0 });
  return { message, hint };
}

test('the words of AWS are shown for every refusal whose reason we do not know, also of a call with a secret', () => {
  const user = 'User: arn:aws:iam::1:user/me is not authorized to perform: secretsmanager:CreateSecret';
  const refusals: readonly (readonly [name: string, text: string, status?: number])[] = [
    ['AccessDeniedException', 'The tag policies of your organization forbid it.'],
    ['AccessDeniedException', `${user} on resource: acme/jwt because no moon-phase policy allows it.`],
    ['AccessDeniedException', `${user} on resource: acme/jwt since the moon is full`],
    ['InvalidRequestException', 'You must use another type of secret for this service.'],
    ['InvalidParameterException', 'You have added too many tags.'],
    ['ValidationException', 'Invalid name. Must be a valid name containing alphanumeric characters'],
    ['MalformedPolicyDocumentException', 'The policy has an error.'],
    ['LimitExceededException', 'You have reached the 500,000 secrets quota.'],
    ['BrandNewException', 'Something that nobody has heard of.'],
    ['KMSInvalidStateException', 'The key is pending import.'],
    ['EncryptionFailure', "Secrets Manager can't encrypt the text with this key."],
    ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
    ['OptInRequired', 'You must opt in to this Region first.'],
    ['InternalServiceError', 'The shard is on fire.', 500],
    ['ThrottlingException', 'Rate of creating exceeded'],
  ];
  for (const [name, text, status] of refusals) {
    const { message, hint } = toldOf(name, text, status);

    assert.match(message, text, name);
    assert.ok(hint.length > 0, `${name} has advice`);
  }
});

test('words that quote a part of the secret value are not shown', () => {
  for (const text of [
    `Value '{"v":1,"keys"...' at 'secretString' failed to satisfy constraint`,
    'cannot store c2VjcmV0LW9m...',
    'near "kid":"one","jw"',
  ]) {
    assert.not.match(toldOf('ValidationException', text).message, text);
    assert.match(toldOf('ValidationException', text).message, 'Validation (status 400)');
  }
});

test.run();
