import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AwsCall } from '../src/aws-call.ts';
import { denialAnswer, missingStatement, parseDenial } from '../src/denied.ts';

const call: AwsCall = {
  service: 'secretsmanager',
  operation: 'GetSecretValue',
  region: 'eu-west-1',
  secretId: 'acme/jwt',
  sensitive: true,
};
const who = 'arn:aws-cn:sts::111122223333:assumed-role/deployer/ci';
const opening = `User: ${who} is not authorized to perform: secretsmanager:GetSecretValue`;

function parsed(text: string) {
  const denial = parseDenial(text);
  if (denial === undefined) throw new Error(`not recognised: ${text}`);
  return denial;
}

test('a bare name becomes an ARN in the partition and account of the caller', () => {
  const denial = parsed(
    `${opening} on resource: acme/jwt because no identity-based policy allows the secretsmanager:GetSecretValue action`,
  );

  assert.equal(missingStatement(denial, call), {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: 'arn:aws-cn:secretsmanager:eu-west-1:111122223333:secret:acme/jwt-??????',
  });
  assert.match(denialAnswer(denial, call), "policy of the role 'deployer'");
});

test('the random ending of a full ARN is replaced, and nothing else of it', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:999900001111:secret:acme/jwt-AbC123';
  const denial = parsed(
    `${opening} on resource: ${arn} because no identity-based policy allows the x action`,
  );

  assert.is(
    missingStatement(denial, call).Resource,
    'arn:aws:secretsmanager:eu-west-1:999900001111:secret:acme/jwt-??????',
  );
});

test('the policy that limits is named when it is not the identity policy', () => {
  const denial = parsed(
    `${opening} on resource: acme/jwt because no permissions boundary allows the x action`,
  );

  assert.match(denialAnswer(denial, call), 'to the permissions boundary that limits');
});

test('an explicit deny is not answered with a statement', () => {
  const policy = 'arn:aws:organizations::999900001111:policy/o-1/service_control_policy/p-1';
  for (const [ending, named] of [
    ['with an explicit deny', 'the policy'],
    ['with an explicit deny in an identity-based policy', 'the identity-based policy'],
    [`with an explicit deny in a service control policy: ${policy}`, `the service control policy ${policy}`],
  ] as const) {
    const denial = parsed(`${opening} on resource: acme/jwt ${ending}`);
    const answer = denialAnswer(denial, call);

    assert.is(denial.reason.type, 'explicit-deny', ending);
    assert.match(answer, `ask the owner of ${named} to except`);
    assert.not.match(answer, '"Allow"');
  }
});

test('an action without resource asks for all resources', () => {
  const denial = parsed(
    'User: arn:aws:iam::111122223333:user/ada is not authorized to perform: secretsmanager:ListSecrets because no identity-based policy allows the secretsmanager:ListSecrets action',
  );

  assert.is(missingStatement(denial, call).Resource, '*');
});

test('the older text that ends after the resource is understood', () => {
  const denial = parsed(`${opening} on resource: acme/jwt`);

  assert.equal(denial.reason, { type: 'unstated' });
  assert.is(denial.resource, 'acme/jwt');
});

test('a key is allowed only through Secrets Manager and only for the secret', () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234';
  const denial = parsed(
    `User: arn:aws:iam::111122223333:user/ada is not authorized to perform: kms:Decrypt on resource: ${key} because no identity-based policy allows the kms:Decrypt action`,
  );

  assert.equal(missingStatement(denial, call), {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: key,
    Condition: {
      StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
      StringLike: {
        'kms:EncryptionContext:SecretARN':
          'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/jwt-??????',
      },
    },
  });
});

test('other texts are left alone', () => {
  assert.is(parseDenial('Access to KMS is not allowed'), undefined);
  assert.is(parseDenial('Not authorized to perform sts:AssumeRoleWithWebIdentity'), undefined);
});

test.run();
