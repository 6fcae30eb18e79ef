/** Metrics of CloudWatch as the config file joins them: `metric()` of the checks, `cloudWatch()` of AWS, on the emulator of AWS. */
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import { cloudWatch } from '@paintbox/deploy-plugin-aws';
import { metric } from '@paintbox/deploy-plugin-checks';
import type { Finding, Target } from '@paintbox/deploy-plugin-checks';
import { suite as tests } from 'uvu';
import * as assert from 'uvu/assert';
import { contextFor, fastClock } from '../../../packages/plugin-checks/test/rig.ts';

const test = tests('metrics of CloudWatch');
const MINUTE = 60_000;
const MINUTES_BEFORE = 30;
const MINUTES_AFTER = 10;
/** Of the release: some minutes ago, so that there are values since. */
const SINCE_MS = Math.floor(Date.now() / MINUTE - MINUTES_AFTER) * MINUTE;
const URL = 'http://127.0.0.1:9';
const keys = { accessKeyId: 'AKIDOWNER', secretAccessKey: 'owner-secret-key' };

/** What is found, when this share of the requests of each minute fails before and since. */
async function judged(before: number, after: number): Promise<Finding> {
  await using aws = await startAwsEmulator({});
  aws.putUser({
    ...keys,
    policy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'cloudwatch:*', Resource: '*' } },
  });
  const client = new CloudWatchClient({ endpoint: aws.url, region: aws.region, credentials: keys });
  const minutes = Array.from({ length: MINUTES_BEFORE + MINUTES_AFTER }, (_, at) => at - MINUTES_BEFORE);
  const MetricData = minutes.flatMap((minute) => {
    const Timestamp = new Date(SINCE_MS + minute * MINUTE);
    const failed = Math.round(1_000 * (minute < 0 ? before : after));
    return [
      { MetricName: 'Requests', Timestamp, Value: 1_000 },
      ...(failed === 0 ? [] : [{ MetricName: 'Errors', Timestamp, Value: failed }]),
    ];
  });
  await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
  client.destroy();

  const sum = (name: string) => cloudWatch({ namespace: 'Shop', metric: name, stat: 'Sum' });
  const check = metric({
    id: 'metric.errors',
    kind: 'share',
    source: sum('Errors'),
    traffic: sum('Requests'),
    stepMs: MINUTE,
    compare: { beforeMs: MINUTES_BEFORE * MINUTE },
  });
  const serving = { sinceMs: SINCE_MS, untilMs: SINCE_MS, looks: 'last' } as const;
  const target: Target = { url: URL, expectedBuild: 'b2', publishedKeys: undefined, serving };
  const env = {
    HOME: '/nonexistent',
    AWS_REGION: aws.region,
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  };
  return await check.run(target, contextFor(URL, fastClock(), { env }));
}

test('a release whose errors rose fails, and one that is as before passes', async () => {
  const [risen, steady, nothing] = await Promise.all([judged(0, 0.03), judged(0.01, 0.01), judged(0, 0)]);

  assert.is(risen.verdict, 'fail', risen.message);
  assert.is(steady.verdict, 'pass', steady.message);
  assert.is(nothing.verdict, 'pass', nothing.message);
});

test('without credentials nothing is known', async () => {
  const source = cloudWatch({ namespace: 'Shop', metric: 'Errors', region: 'eu-central-1' });
  const check = metric({ id: 'metric.errors', source, stepMs: MINUTE, max: 1 });
  const target: Target = { url: URL, expectedBuild: undefined, publishedKeys: undefined };
  const env = { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };

  const { verdict, evidence } = await check.run(target, contextFor(URL, fastClock(), { env }));

  assert.is(verdict, 'inconclusive');
  assert.is(evidence?.['code'], 'AWS_CREDENTIALS_MISSING');
});

test.run();
