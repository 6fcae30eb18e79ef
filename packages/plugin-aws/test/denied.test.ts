import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AwsCall } from '../src/client/aws-call.ts';
import { denialAnswer } from '../src/client/denial-answer.ts';
import { missingStatement, parseDenial } from '../src/client/denied.ts';

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

/** The hint for a refusal that names a kind of policy, and the statement in it. */
function answer(policy: string): { readonly hint: string; readonly statement: Record<string, unknown> } {
  const arn = 'arn:aws-cn:secretsmanager:eu-west-1:999900001111:secret:acme/jwt-AbC123';
  const hint = denialAnswer(
    parsed(
      `${opening} on resource: ${arn} because no ${policy} allows the secretsmanager:GetSecretValue action`,
    ),
    call,
  );
  return { hint, statement: JSON.parse(/\{.*\}/.exec(hint)?.[0] ?? '{}') as Record<string, unknown> };
}

const least = {
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: 'arn:aws-cn:secretsmanager:eu-west-1:999900001111:secret:acme/jwt-??????',
};
const role = { AWS: 'arn:aws-cn:iam::111122223333:role/deployer' };

for (const [policy, where] of [
  ['identity-based policy', "to the policy of the role 'deployer'"],
  ['permissions boundary', "to the permissions boundary of the role 'deployer'"],
  ['session policy', 'inline-session-policy'],
  ['service control policy', 'administrators of the AWS organization'],
  ['resource control policy', 'administrators of the AWS organization'],
  ['policy of tomorrow', "to the policy of tomorrow that limits the role 'deployer'"],
] as const) {
  test(`no ${policy}: the least statement, and who can put it where`, () => {
    const { hint, statement } = answer(policy);

    assert.equal(statement, least);
    assert.match(hint, where);
  });
}

for (const [policy, where] of [
  ['resource-based policy', 'to the resource policy of arn:aws-cn:secretsmanager'],
  ['VPC endpoint policy', 'the owner of the network can change'],
] as const) {
  test(`no ${policy}: the statement says for whom, by role and not by session`, () => {
    const { hint, statement } = answer(policy);

    assert.equal(statement, { ...least, Principal: role });
    assert.match(hint, where);
  });
}

test('an organisation is asked where its policy denies', () => {
  const policy = 'arn:aws:organizations::999900001111:policy/o-1/service_control_policy/p-1';
  const denial = parsed(
    `${opening} on resource: acme/jwt with an explicit deny in a service control policy: ${policy}`,
  );

  assert.match(
    denialAnswer(denial, call),
    `ask the administrators of the AWS organization, who own the service control policy ${policy}`,
  );
});

test('a key policy is named when it is the key that refuses', () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234';
  const denial = parsed(
    `User: ${who} is not authorized to perform: kms:Decrypt on resource: ${key} because no resource-based policy allows the kms:Decrypt action`,
  );

  assert.match(denialAnswer(denial, call), `the key policy of ${key}`);
});

test('an explicit deny is not answered with a statement', () => {
  const policy = 'arn:aws:iam::111122223333:policy/p-1';
  for (const [ending, named] of [
    ['with an explicit deny', 'the policy'],
    ['with an explicit deny in an identity-based policy', 'the identity-based policy'],
    [`with an explicit deny in a session policy: ${policy}`, `the session policy ${policy}`],
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
