import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AwsCall } from '../src/client/aws-call.ts';
import { classify } from '../src/client/classify.ts';
import { readWebIdentity } from '../src/client/web-identity.ts';
import type { WebIdentity } from '../src/client/web-identity.ts';

const role = 'arn:aws:iam::111122223333:role/deployer';
const call: AwsCall = {
  service: 'sts',
  operation: 'GetCallerIdentity',
  region: 'eu-west-1',
  sensitive: false,
};
const refused = Object.assign(new Error('Not authorized to perform sts:AssumeRoleWithWebIdentity'), {
  name: 'AccessDenied',
  $metadata: { httpStatusCode: 403 },
});

/** What is read of a token with these claims. */
async function identityOf(claims: object): Promise<WebIdentity | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-oidc-'));
  try {
    const file = join(dir, 'token');
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    await writeFile(file, `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl\n`);
    return await readWebIdentity({ AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: role });
  } finally {
    await rm(dir, { recursive: true });
  }
}

function answerTo(webIdentity: WebIdentity | undefined): { readonly message: string; readonly hint: string } {
  const { message, hint = '' } = classify(refused, { call, looked: '', now: 0, webIdentity });
  return { message, hint };
}

const github = { iss: 'https://token.actions.githubusercontent.com', aud: 'sts.amazonaws.com' };

test('a role that does not admit a workflow is answered with the statement that its trust policy needs', async () => {
  const sub = 'repo:acme/shop:ref:refs/heads/main';

  const { message, hint } = answerTo(await identityOf({ ...github, sub }));

  assert.match(message, `the trust policy of ${role} does not admit '${sub}'`);
  assert.equal(JSON.parse(/\{.*\}/.exec(hint)?.[0] ?? ''), {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': sub,
      },
    },
  });
  assert.not.match(hint, 'with numbers');
});

test('the subject with numbers of newer repositories is explained', async () => {
  const sub = 'repo:acme@4711/shop@815:environment:production';

  const { hint } = answerTo(await identityOf({ ...github, sub }));

  assert.match(hint, 'a policy for repo:ORG/REPO:… does not match');
  assert.match(hint, JSON.stringify(sub));
});

test('another issuer is named as the trust policy names it', async () => {
  const { hint } = answerTo(
    await identityOf({ iss: 'https://gitlab.example', aud: ['sts'], sub: 'project:1' }),
  );

  assert.match(hint, 'oidc-provider/gitlab.example');
  assert.match(hint, '"gitlab.example:aud":"sts"');
});

test('without a token to read, both forms of the subject are told', () => {
  const { hint } = answerTo(undefined);

  assert.match(hint, 'repo:ORG@ORGID/REPO@REPOID');
});

test('a text that is no token has no claims', async () => {
  assert.is(await readWebIdentity({}), undefined);
  assert.is(
    await readWebIdentity({ AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent', AWS_ROLE_ARN: role }),
    undefined,
  );
  assert.equal(await identityOf({ sub: 7 }), {
    role,
    issuer: undefined,
    subject: undefined,
    audience: undefined,
  });
});

test('an account without a provider for the issuer is told how to look', () => {
  const unknown = Object.assign(new Error('No OpenIDConnect provider found in your account'), {
    name: 'InvalidIdentityTokenException',
  });
  const webIdentity = { role, issuer: 'token.actions.githubusercontent.com', subject: 'x', audience: 'y' };

  const { code, hint } = classify(unknown, { call, looked: '', now: 0, webIdentity });

  assert.is(code, 'AWS_CREDENTIALS_REJECTED');
  assert.match(hint ?? '', 'OIDC provider for https://token.actions.githubusercontent.com');
});

test('a secret of another account under the key of AWS is not answered with a statement', () => {
  const text =
    "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.";
  const error = Object.assign(new Error(text), { name: 'InvalidRequestException' });

  const { code, hint } = classify(error, { call, looked: '', now: 0 });

  assert.is(code, 'AWS_KMS_DENIED');
  assert.match(hint ?? '', 'customer-managed key');
  assert.not.match(hint ?? '', '"Allow"');
});

test.run();
