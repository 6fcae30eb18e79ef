// Passwords, policies, rotation, the wire protocol itself, and STS.

import { randomUUID } from 'node:crypto';

import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetResourcePolicyCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as assert from 'uvu/assert';

import { notFound } from '../rig.ts';
import { group, refused, refusedWith } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

const wrong = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'nobody-has-this' };

export const others: readonly Behaviour[] = [
  ...group('password', {
    length: [
      'documented',
      'a password has the wanted length and, by default, every kind of character',
      async (api) => {
        const { RandomPassword = '' } = await api.secrets.send(
          new GetRandomPasswordCommand({ PasswordLength: 64 }),
        );

        assert.is(RandomPassword.length, 64);
        for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/]) assert.match(RandomPassword, kind);
      },
    ],
    excluded: [
      'documented',
      'kinds that are excluded do not occur',
      async (api) => {
        const { RandomPassword = '' } = await api.secrets.send(
          new GetRandomPasswordCommand({
            PasswordLength: 200,
            ExcludePunctuation: true,
            ExcludeUppercase: true,
          }),
        );

        assert.match(RandomPassword, /^[a-z0-9]{200}$/);
      },
    ],
  }),
  ...group('policy', {
    none: [
      'documented',
      'a secret without policy answers without one',
      async (api) => {
        const { ARN } = await api.create({ SecretString: 'v1' });

        const answer = await api.secrets.send(new GetResourcePolicyCommand({ SecretId: api.name }));
        assert.equal([answer.ARN, answer.Name, answer.ResourcePolicy], [ARN, api.name, undefined]);
      },
    ],
    missing: [
      'documented',
      'the policy of a missing secret is not found',
      (api) =>
        refused(
          api.secrets.send(new GetResourcePolicyCommand({ SecretId: api.name })),
          'ResourceNotFoundException',
          notFound,
        ),
    ],
  }),
  ...group('rotate', {
    'no-function': [
      'recorded',
      'a secret without rotation function cannot be rotated',
      async (api) => {
        await api.created();
        const ClientRequestToken = randomUUID();

        await refused(
          api.secrets.send(new RotateSecretCommand({ SecretId: api.name, ClientRequestToken })),
          'InvalidRequestException',
          'No Lambda rotation function ARN is associated with this secret.',
        );
      },
    ],
    missing: [
      'recorded',
      'rotating a missing secret is not found',
      (api) =>
        refused(
          api.secrets.send(new RotateSecretCommand({ SecretId: api.name })),
          'ResourceNotFoundException',
          notFound,
        ),
    ],
  }),
  ...group('wire', {
    'unknown-operation': [
      'assumed',
      'an operation that does not exist is refused as unknown',
      (api) =>
        refused(
          api.raw(({ headers }) => (headers['x-amz-target'] = 'secretsmanager.ShareSecret')),
          'UnknownOperationException',
        ),
    ],
    'not-json': [
      'assumed',
      'a body that is not JSON is refused',
      (api) =>
        refused(
          api.raw((request) => (request.body = 'neither')),
          'SerializationException',
        ),
    ],
    'wrong-type': [
      'assumed',
      'a member of another type is refused',
      (api) =>
        refused(
          api.raw((request) => (request.body = '{"SecretId":{}}')),
          'SerializationException',
        ),
    ],
    'unknown-key': [
      'documented',
      'an access key that does not exist is not recognised',
      async (api) => {
        const client = new SecretsManagerClient({
          ...api.backend.config,
          credentials: wrong,
          maxAttempts: 1,
        });
        const call = client.send(new DescribeSecretCommand({ SecretId: api.name }));

        await refused(
          call,
          'UnrecognizedClientException',
          'The security token included in the request is invalid.',
        );
      },
    ],
  }),
  ...group('sts', {
    identity: [
      'documented',
      'a caller is told account, ARN and user id',
      async (api) => {
        const { Account, Arn, UserId } = await api.sts.send(new GetCallerIdentityCommand({}));

        assert.match(Account ?? '', /^\d{12}$/);
        assert.match(Arn ?? '', new RegExp(`^arn:aws[\\w-]*:(iam|sts)::${Account}:`));
        assert.ok(UserId);
      },
    ],
    'unknown-key': [
      'documented',
      'STS refuses an access key that does not exist, in its own words',
      async (api) => {
        const client = new STSClient({ ...api.backend.config, credentials: wrong, maxAttempts: 1 });

        await refusedWith(client.send(new GetCallerIdentityCommand({})), 'InvalidClientTokenId', 403);
      },
    ],
  }),
];
