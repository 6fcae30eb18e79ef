import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AwsCall } from '../src/client/aws-call.ts';
import { classify } from '../src/client/classify.ts';

const call: AwsCall = {
  service: 'secretsmanager',
  operation: 'DescribeSecret',
  region: 'eu-west-1',
  secretId: 'acme/jwt',
  sensitive: false,
};
const now = Date.parse('2026-11-23T10:00:00Z');

function sdkError(name: string, text: string, more: object = {}): Error {
  return Object.assign(new Error(text), { name, $metadata: { httpStatusCode: 400, requestId: 'r-1' } }, more);
}

function codeOf(error: unknown, changed: Partial<AwsCall> = {}): string {
  return classify(error, { call: { ...call, ...changed }, looked: 'everywhere', now }).code;
}

const skewed = { $response: { headers: { date: 'Mon, 23 Nov 2026 09:30:00 GMT' } } };

const cases: readonly (readonly [error: unknown, code: string])[] = [
  [
    sdkError('CredentialsProviderError', 'Could not load credentials from any providers'),
    'AWS_CREDENTIALS_MISSING',
  ],
  [
    sdkError('CredentialsProviderError', 'To refresh this SSO session run aws sso login'),
    'AWS_CREDENTIALS_EXPIRED',
  ],
  [Object.assign(new Error('no such file'), { code: 'ENOENT' }), 'AWS_CREDENTIALS_MISSING'],
  [sdkError('UnrecognizedClientException', 'invalid'), 'AWS_CREDENTIALS_REJECTED'],
  [sdkError('InvalidClientTokenId', 'invalid'), 'AWS_CREDENTIALS_REJECTED'],
  [sdkError('ExpiredTokenException', 'expired'), 'AWS_CREDENTIALS_EXPIRED'],
  [sdkError('ExpiredToken', 'expired'), 'AWS_CREDENTIALS_EXPIRED'],
  [sdkError('InvalidSignatureException', 'does not match'), 'AWS_SIGNATURE_REJECTED'],
  [sdkError('InvalidSignatureException', 'Signature expired: 2026 is now earlier than'), 'AWS_CLOCK_SKEW'],
  [sdkError('SignatureDoesNotMatch', 'does not match', skewed), 'AWS_CLOCK_SKEW'],
  [
    sdkError('InvalidSignatureException', "Credential should be scoped to a valid region, not 'us-east-1'."),
    'AWS_REGION_MISMATCH',
  ],
  [sdkError('AccessDeniedException', 'no'), 'AWS_ACCESS_DENIED'],
  [sdkError('com.amazonaws#AccessDeniedException', 'no'), 'AWS_ACCESS_DENIED'],
  [sdkError('AccessDeniedException', 'Access to KMS is not allowed'), 'AWS_KMS_DENIED'],
  [sdkError('DecryptionFailure', 'no'), 'AWS_KMS_DENIED'],
  [sdkError('ThrottlingException', 'Rate exceeded'), 'AWS_THROTTLED'],
  [sdkError('Odd', 'slow down', { $metadata: { httpStatusCode: 429 } }), 'AWS_THROTTLED'],
  [sdkError('LimitExceededException', 'too many'), 'AWS_LIMIT_EXCEEDED'],
  [
    sdkError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    ),
    'AWS_SECRET_SCHEDULED_FOR_DELETION',
  ],
  [
    sdkError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    ),
    'AWS_SECRET_SCHEDULED_FOR_DELETION',
  ],
  [sdkError('InvalidRequestException', 'something else'), 'AWS_REQUEST_REFUSED'],
  [sdkError('ValidationException', 'Invalid name'), 'AWS_REQUEST_REFUSED'],
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'AWS_UNREACHABLE'],
  [
    Object.assign(new AggregateError([Object.assign(new Error('a'), { code: 'ECONNREFUSED' })])),
    'AWS_UNREACHABLE',
  ],
  [Object.assign(new Error('lookup'), { code: 'ENOTFOUND' }), 'AWS_UNREACHABLE'],
  [Object.assign(new Error('late'), { name: 'TimeoutError' }), 'AWS_UNREACHABLE'],
  [Object.assign(new Error('tls'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'AWS_TLS_UNTRUSTED'],
  [sdkError('SyntaxError', 'Unexpected token <', { $metadata: { httpStatusCode: 503 } }), 'AWS_BAD_ANSWER'],
  [sdkError('Unknown', 'UnknownError'), 'AWS_BAD_ANSWER'],
  [sdkError('InternalServiceError', 'oops', { $metadata: { httpStatusCode: 500 } }), 'AWS_SERVER_ERROR'],
  [sdkError('BrandNewException', 'unheard of'), 'AWS_CALL_FAILED'],
  ['a thrown text', 'AWS_BAD_ANSWER'],
];

for (const [error, code] of cases) {
  const shown = error instanceof Error ? `${error.name} ${error.message}`.slice(0, 70) : String(error);
  test(`${code} is the answer to: ${shown}`, () => {
    assert.is(codeOf(error), code);
  });
}

test('nothing that the SDK says about a call with a secret value is shown or kept', () => {
  const value = 'Zm9yLXlvdXItZXllcy1vbmx5';
  for (const name of [
    'ValidationException',
    'SyntaxError',
    'BrandNewException',
    'InternalServiceError',
    'AccessDeniedException',
  ]) {
    const error = sdkError(name, `Value '${value}' at 'secretString'`, { $responseBodyText: value });
    const told = classify(error, {
      call: { ...call, operation: 'CreateSecret', sensitive: true },
      looked: '',
      now,
    });

    assert.not.match(inspect(told, { depth: 10, showHidden: true }), value, name);
  }
});

test('the command line of a credential process is not quoted', () => {
  const error = sdkError('CredentialsProviderError', 'Command failed: vault --token s3cret');

  assert.not.match(classify(error, { call, looked: 'everywhere', now }).message, 's3cret');
});

test('only temporary errors are transient', () => {
  const transient = (error: unknown): boolean => classify(error, { call, looked: '', now }).transient;

  assert.ok(transient(sdkError('ThrottlingException', 'Rate exceeded')));
  assert.ok(transient(Object.assign(new Error('connect'), { code: 'ECONNRESET' })));
  assert.not.ok(transient(sdkError('AccessDeniedException', 'no')));
  assert.not.ok(
    transient(sdkError('SyntaxError', 'Unexpected token', { $metadata: { httpStatusCode: 200 } })),
  );
});

test.run();
