/** Some S3-compatible services ignore the conditions of writes. Then every run would get the lock. So any service but AWS is tested first. */
import { randomUUID } from 'node:crypto';
import type { Bucket } from './bucket.ts';
import { conditionsIgnored } from './s3-errors.ts';
import { PART } from './s3-log.ts';

/**
 * Tests the conditions on a test object and removes it.
 *
 * @throws DeployError `S3_CONDITIONS_IGNORED`
 */
export async function proveConditions(bucket: Bucket): Promise<void> {
  if (await bucket.isAws()) return;
  const key = `${PART}proof-${randomUUID()}`;
  try {
    await bucket.write(key, 'first', { type: 'absent' });
    const again = await bucket.write(key, 'second', { type: 'absent' });
    const changed = await bucket.write(key, 'third', {
      type: 'unchanged',
      etag: '"0123456789abcdef0123456789abcdef"',
    });
    if (again === 'written' || changed === 'written') throw conditionsIgnored(bucket.describe);
  } finally {
    await bucket.remove(key);
  }
}
