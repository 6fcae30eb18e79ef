/** What works in the local world must be what the printed policies allow: the local users have exactly those. */
import { runStage } from '@paintbox/deploy-core/testing';
import { deployerPolicy, runtimePolicy } from '@paintbox/deploy-local-world';
import { printPolicy } from '@paintbox/deploy-plugin-aws';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** The statements that `aws policy --for USE` prints for the local account. */
async function printed(use: string): Promise<readonly unknown[]> {
  const params = { for: use, account: '000000000000' };
  const { events, error } = await runStage(printPolicy(), {}, { env: { AWS_REGION: 'us-east-1' }, params });
  if (error !== undefined) throw error;
  return events.flatMap((event) =>
    event.type === 'stage.output' ? (JSON.parse(event.text) as { Statement: unknown[] }).Statement : [],
  );
}

test("the local world's deployer may do what 'aws policy' prints for ensure and rotate, and nothing else", async () => {
  assert.equal(deployerPolicy.Statement, [...(await printed('ensure')), ...(await printed('rotate'))]);
});

test("the local world's app may do what 'aws policy' prints for runtime, and nothing else", async () => {
  assert.equal(runtimePolicy.Statement, await printed('runtime'));
});

test.run();
