/**
 * Replica secrets, which our emulator does not have, before moto, which does: a replica is read as ever, and a change of it is refused with the Region of the primary
 * secret. Run by contract.proof.ts, which starts moto and names it in AWS_CONTRACT_ENDPOINT.
 */
import { ReplicateSecretToRegionsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { runStage } from '@paintbox/deploy-core/testing';
import { checkKeys, ensureKeys, rotateKeys } from '@paintbox/deploy-plugin-aws';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const endpoint = process.env['AWS_CONTRACT_ENDPOINT'] ?? '';
const REPLICA = 'eu-west-1';
const names = { publicSecretId: 'replicas/public', privateSecretId: 'replicas/private' };
const keys = { accessKeyId: 'AKIDOWNER', secretAccessKey: 'owner-secret-key' };
const envIn = (AWS_REGION: string): Readonly<Record<string, string>> => ({
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  AWS_REGION,
});

test('a replica is read, and only the primary secret is changed', async () => {
  const client = new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials: keys });
  const made = await runStage(ensureKeys(names), {}, { env: envIn('us-east-1') });
  assert.is(made.error, undefined);
  for (const SecretId of Object.values(names)) {
    const AddReplicaRegions = [{ Region: REPLICA }];
    await client.send(new ReplicateSecretToRegionsCommand({ SecretId, AddReplicaRegions }));
  }
  client.destroy();

  const read = await runStage(checkKeys(names), {}, { env: envIn(REPLICA) });
  const there = await runStage(rotateKeys(names), {}, { env: envIn(REPLICA) });
  const here = await runStage(rotateKeys(names), {}, { env: envIn('us-east-1') });

  assert.is(read.error, undefined);
  const { problems = [], message } = there.error as {
    readonly message: string;
    readonly problems?: readonly { readonly code: string }[];
  };
  assert.equal(
    problems.map(({ code }) => code),
    ['AWS_SECRET_IS_REPLICA', 'AWS_SECRET_IS_REPLICA'],
  );
  assert.match(message, 'a replica of the one in us-east-1');
  assert.is(here.error, undefined);
});

test.run();
