import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generateKey } from '../../src/keys/generate-key.ts';
import { parsePublicSet } from '../../src/keys/parse-public-set.ts';
import { publicSecretText, readPlannedChanges } from '../../src/keys/planned-changes.ts';
import type { KeyState } from '../../src/keys/private-document.ts';

const now = new Date('2026-11-23T10:00:00Z');
const key = async (state: KeyState, times: { activateAt?: string; retireAt?: string } = {}) => ({
  ...(await generateKey({ now, state })),
  ...times,
});
const early = '2026-11-23T10:20:00.000Z';
const late = '2026-11-24T10:00:00.000Z';

test('the public secret says when a key begins to sign and when one is unpublished, soonest first', async () => {
  const keys = [
    await key('retiring', { retireAt: late }),
    await key('active', { activateAt: '2026-01-01T00:00:00.000Z' }),
    await key('next', { activateAt: early }),
  ];

  const text = publicSecretText({ v: 1, keys });

  assert.equal(readPlannedChanges(text), [Date.parse(early), Date.parse(late)]);
  const parsed = parsePublicSet(text);
  assert.is(parsed.ok && parsed.value.keys.length, 3);
  assert.equal(parsed.ok && Object.keys(parsed.value), ['keys']);
});

test('without a plan the public secret is the set and nothing else', async () => {
  const text = publicSecretText({ v: 1, keys: [await key('active')] });

  assert.equal(Object.keys(JSON.parse(text) as object), ['keys']);
  assert.equal(readPlannedChanges(text), []);
});

test('an invalid time is no planned change', () => {
  for (const text of ['', 'no JSON', '[]', '{"plannedChanges":"soon"}', '{"plannedChanges":[1,"x",null]}'])
    assert.equal(readPlannedChanges(text), []);
});

test.run();
