// The operations of CloudWatch that a deployment needs: reading metrics, and putting them, so that there are some.

import { frontEndError, notImplemented } from '../aws-error.ts';
import { authorize } from '../iam/authorize.ts';
import type { Principal } from '../iam/authorize.ts';
import { getMetricData } from './get-metric-data.ts';
import type { Members } from './members.ts';
import type { MetricStore } from './metric-store.ts';
import { putMetricData } from './put-metric-data.ts';

/** What an operation works with. */
export interface CloudWatchContext {
  readonly metrics: MetricStore;
  readonly caller: Principal;
  readonly region: string;
  now(): number;
}

type CloudWatchOperation = (input: Members, context: CloudWatchContext) => Members | undefined;

const operations: Readonly<Record<string, CloudWatchOperation>> = {
  GetMetricData: (input, { metrics }) => getMetricData(input, metrics),
  PutMetricData: (input, context) => putMetricData(input, context.metrics, context.now()),
};

const onlyInAws: ReadonlySet<string> = new Set([
  'DescribeAlarms',
  'GetMetricStatistics',
  'ListMetrics',
  'PutMetricAlarm',
]);

/** The operation with this name. Throws UnknownOperation, or 501 NotImplemented for one that only the real service has. */
export function cloudWatchOperation(name: string): CloudWatchOperation {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined) {
    if (onlyInAws.has(name)) throw notImplemented(name);
    throw frontEndError('UnknownOperationException', `The operation ${name} is not known.`);
  }
  return (input, context) => {
    // Neither action has a resource.
    authorize(context.caller, {
      action: `cloudwatch:${name}`,
      resource: '*',
      conditions: { 'aws:RequestedRegion': context.region },
    });
    return operation(input, context);
  };
}
