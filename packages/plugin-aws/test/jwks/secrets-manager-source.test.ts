import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { secretsManagerSource } from '../../src/jwks/index.ts';

Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: 'AKIATESTTESTTESTTEST',
  AWS_SECRET_ACCESS_KEY: 'only-for-this-test',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

/** A stand-in for the one AWS call: remembers requests and answers what it is told. Undefined: never answers. */
let answer: { status: number; body: object } | undefined;
const seen: { target: unknown; body: unknown }[] = [];
const server: Server = createServer((request, response) => {
  void reply(request, response);
});

async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
  seen.push({ target: request.headers['x-amz-target'], body: JSON.parse(await text(request)) });
  if (answer === undefined) return;
  response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(answer.body));
}

let source: ReturnType<typeof secretsManagerSource>;

test.before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  source = secretsManagerSource({ secretId: 'acme/public-keys', region: 'us-east-1', endpoint });
});

test.after(() => {
  server.closeAllConnections();
  server.close();
});

const failureOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );

test('the current version of the one secret is read', async () => {
  answer = { status: 200, body: { SecretString: '{"keys":[]}' } };

  assert.is(await source(), '{"keys":[]}');
  assert.equal(seen.at(-1), {
    target: 'secretsmanager.GetSecretValue',
    body: { SecretId: 'acme/public-keys', VersionStage: 'AWSCURRENT' },
  });
});

test('a binary secret is read as text', async () => {
  answer = { status: 200, body: { SecretBinary: Buffer.from('{"keys":[1]}').toString('base64') } };

  assert.is(await source(), '{"keys":[1]}');
});

test('an answer without a value is an error, not an empty set', async () => {
  answer = { status: 200, body: {} };

  assert.match(await failureOf(source()), "the secret 'acme/public-keys' in us-east-1 has no value");
});

test('a missing secret is told with its name and Region', async () => {
  answer = { status: 400, body: { __type: 'ResourceNotFoundException', Message: 'not there' } };

  assert.match(await failureOf(source()), "there is no secret 'acme/public-keys' in us-east-1");
});

test('a refusal is answered with the statement that is missing', async () => {
  const Message =
    'User: arn:aws:iam::111122223333:user/app is not authorized to perform: secretsmanager:GetSecretValue on resource: acme/public-keys because no identity-based policy allows the secretsmanager:GetSecretValue action';
  answer = { status: 400, body: { __type: 'AccessDeniedException', Message } };

  const refusal = (await source().catch((error: unknown) => error)) as { code: string; hint: string };

  assert.is(refusal.code, 'AWS_ACCESS_DENIED');
  assert.match(refusal.hint, '"Action":"secretsmanager:GetSecretValue"');
  assert.match(refusal.hint, 'arn:aws:secretsmanager:us-east-1:111122223333:secret:acme/public-keys-??????');
});

test('the signal ends a call that gets no answer', async () => {
  answer = undefined;

  assert.match(await failureOf(source(AbortSignal.timeout(50))), 'AbortError');
});

test.run();
