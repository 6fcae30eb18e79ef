import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { evaluatePolicy } from '../../src/aws/iam/evaluate.ts';
import type { ConditionContext } from '../../src/aws/iam/evaluate.ts';
import type { PolicyStatement } from '../../src/aws/iam/policy.ts';

function decide(statement: Partial<PolicyStatement>, conditions: ConditionContext = {}): string {
  return evaluatePolicy(
    { Statement: { Effect: 'Allow', Action: '*', Resource: '*', ...statement } },
    { action: 'secretsmanager:GetSecretValue', resource: 'arn:aws:x:secret:a.b-AbCdEf', conditions },
  );
}

test('actions compare without case, resources with it', () => {
  assert.is(decide({ Action: 'SecretsManager:getsecretvalue' }), 'allowed');
  assert.is(decide({ Resource: 'arn:aws:x:secret:A.b-??????' }), 'implicit-deny');
});

test('a dot in a pattern is a dot', () => {
  assert.is(decide({ Resource: 'arn:aws:x:secret:a.b-*' }), 'allowed');
  assert.is(decide({ Resource: 'arn:aws:x:secret:a.......-*' }), 'implicit-deny');
});

test('NotAction and NotResource match everything else', () => {
  assert.is(decide({ Action: undefined, NotAction: 'secretsmanager:Put*' }), 'allowed');
  assert.is(decide({ Action: undefined, NotAction: 'secretsmanager:Get*' }), 'implicit-deny');
  assert.is(decide({ Resource: undefined, NotResource: '*-AbCdEf' }), 'implicit-deny');
});

test('all operators of a condition must hold, and any of its values', () => {
  const Condition = { StringEquals: { k: ['a', 'b'] }, Bool: { flag: true } };

  assert.is(decide({ Condition }, { k: 'b', flag: 'true' }), 'allowed');
  assert.is(decide({ Condition }, { k: 'b', flag: 'false' }), 'implicit-deny');
  assert.is(decide({ Condition }, { k: 'c', flag: 'true' }), 'implicit-deny');
});

test('a missing key fails a comparison, unless it is negated or ends in IfExists', () => {
  assert.is(decide({ Condition: { StringEquals: { k: 'a' } } }), 'implicit-deny');
  assert.is(decide({ Condition: { StringEqualsIfExists: { k: 'a' } } }), 'allowed');
  assert.is(decide({ Condition: { StringNotEquals: { k: 'a' } } }), 'allowed');
  assert.is(decide({ Condition: { Null: { k: 'true' } } }), 'allowed');
});

test('wildcards work in StringLike and not in StringEquals', () => {
  assert.is(decide({ Condition: { StringLike: { k: 'a*' } } }, { K: 'abc' }), 'allowed');
  assert.is(decide({ Condition: { StringEquals: { k: 'a*' } } }, { K: 'abc' }), 'implicit-deny');
  assert.is(decide({ Condition: { StringNotLike: { k: 'a*' } } }, { k: 'abc' }), 'implicit-deny');
});

test.run();
