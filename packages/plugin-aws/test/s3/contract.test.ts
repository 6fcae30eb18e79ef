import { testStore } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { linesOf, startS3 } from './s3-rig.ts';

test('state in a bucket keeps the contract of state stores, beside the state of others', async () => {
  await using rig = await startS3();
  const bucket = rig.bucket();
  const other = rig.open(bucket, { prefix: 'other/' });
  await other.create('k', 'theirs');
  await other.append('log', ['theirs'], { durable: true });
  let opened = 0;

  await testStore(async (work) => work(rig.open(bucket, { prefix: `mine/${(opened += 1)}/` })));

  assert.equal(await other.list(''), ['k', 'log']);
  assert.equal(await linesOf(other, 'log'), ['theirs']);
});

test.run();
