/** The part of CloudWatch that the emulator has, asked by AWS's own client. */
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { GetMetricDataCommandInput, GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startAwsEmulator } from '../../src/aws/index.ts';
import type { AwsEmulator } from '../../src/aws/index.ts';
import { allowAll, owner } from './rig.ts';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const at = (minute: number): Date => new Date(NOON + minute * 60_000);

async function withClient(
  body: (client: CloudWatchClient, aws: AwsEmulator) => Promise<void>,
): Promise<void> {
  await using aws = await startAwsEmulator({});
  aws.putUser({ ...owner, policy: allowAll });
  const client = new CloudWatchClient({
    endpoint: aws.url,
    region: aws.region,
    credentials: owner,
    maxAttempts: 1,
  });
  try {
    await body(client, aws);
  } finally {
    client.destroy();
  }
}

function query(
  more: Partial<GetMetricDataCommandInput> = {},
  Stat = 'Sum',
  Period = 60,
): GetMetricDataCommand {
  return new GetMetricDataCommand({
    StartTime: at(0),
    EndTime: at(5),
    MetricDataQueries: [
      { Id: 'm', MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Orders' }, Period, Stat } },
    ],
    ...more,
  });
}

async function putOrders(client: CloudWatchClient): Promise<void> {
  const MetricData = [0, 1, 2].map((minute) => ({
    MetricName: 'Orders',
    Timestamp: at(minute),
    Value: minute + 1,
  }));
  const counted = { MetricName: 'Orders', Timestamp: at(2), Values: [10, 20], Counts: [2, 1] };
  await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData: [...MetricData, counted] }));
}

function valuesOf({ MetricDataResults = [] }: GetMetricDataCommandOutput): readonly (number[] | undefined)[] {
  return MetricDataResults.map(({ Values }) => Values);
}

test('values come newest first, unless they are asked for otherwise', async () => {
  await withClient(async (client) => {
    await putOrders(client);

    const newest = await client.send(query());
    const oldest = await client.send(query({ ScanBy: 'TimestampAscending' }));

    assert.equal(valuesOf(newest), [[43, 2, 1]]);
    assert.equal(newest.MetricDataResults?.[0]?.Timestamps?.[0], at(2));
    assert.equal(newest.MetricDataResults?.[0]?.StatusCode, 'Complete');
    assert.equal(valuesOf(oldest), [[1, 2, 43]]);
  });
});

test('each statistic is that of the values and their counts', async () => {
  await withClient(async (client) => {
    await putOrders(client);
    const last = async (Stat: string) => valuesOf(await client.send(query({}, Stat)))[0]?.[0];

    assert.equal(
      [
        await last('SampleCount'),
        await last('Average'),
        await last('Minimum'),
        await last('Maximum'),
        await last('p50'),
      ],
      [4, 10.75, 3, 20, 10],
    );
    assert.equal(valuesOf(await client.send(query({}, 'Sum', 300))), [[46]]);
  });
});

test('what does not fit is read on with the token', async () => {
  await withClient(async (client) => {
    await putOrders(client);

    const first = await client.send(query({ MaxDatapoints: 2 }));
    const second = await client.send(query({ MaxDatapoints: 2, NextToken: first.NextToken }));

    assert.equal([valuesOf(first), first.MetricDataResults?.[0]?.StatusCode], [[[43, 2]], 'PartialData']);
    assert.equal([valuesOf(second), second.NextToken], [[[1]], undefined]);
  });
});

test('what cannot be is refused, and what only AWS can do is said', async () => {
  await withClient(async (client, aws) => {
    const codeOf = async (command: GetMetricDataCommand): Promise<string> => {
      try {
        await client.send(command);
        return 'answered';
      } catch (error) {
        // The code of the query protocol, which clients of this service know.
        return error instanceof Error && 'Code' in error ? String(error.Code) : String(error);
      }
    };

    assert.is(await codeOf(query({ EndTime: at(0) })), 'ValidationError');
    assert.is(await codeOf(query({ MetricDataQueries: [] })), 'ValidationError');
    assert.is(await codeOf(query({}, 'Sum', 45)), 'ValidationError');
    assert.is(
      await codeOf(query({ MetricDataQueries: [{ Id: 'm', Expression: 'm1 / m2' }] })),
      'NotImplemented',
    );
    aws.putUser({
      ...owner,
      policy: { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'cloudwatch:*', Resource: '*' } },
    });
    assert.is(await codeOf(query()), 'AccessDenied');
  });
});

test.run();
