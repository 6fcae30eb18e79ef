// Handles one AWS call: fault, signature, parameters, permission, operation, answer, log entry.

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { AwsError, frontEndError } from './aws-error.ts';
import { readCall } from './call.ts';
import type { ApiCall, EmulatedCall } from './call.ts';
import type { MetricStore } from './cloudwatch/metric-store.ts';
import { cloudWatchOperation } from './cloudwatch/operations.ts';
import type { AwsFault, AwsFaultKind, FaultPlan } from './faults.ts';
import type { HttpAnswer, HttpReply } from './http-server.ts';
import { jsonProtocol, queryCompatibleProtocol, queryProtocol } from './protocols.ts';
import type { Protocol } from './protocols.ts';
import type { RequestLog } from './request-log.ts';
import { conditionalConflict, noSuchKey } from './s3/s3-answers.ts';
import type { BucketStore } from './s3/s3-object.ts';
import { s3Failure, s3Success } from './s3/s3-protocol.ts';
import { serveS3 } from './s3/serve-s3.ts';
import type { S3World } from './s3/serve-s3.ts';
import { secretNotFound } from './secrets/answers.ts';
import { secretOperation } from './secrets/operations.ts';
import type { SecretStore } from './secrets/store.ts';
import { verifySignature } from './sigv4.ts';
import type { SignedRequest } from './sigv4.ts';
import { callerIdentity, requireStsOperation } from './sts.ts';
import type { KnownUser } from './users.ts';

/** The state that calls work with. */
export interface AwsWorld {
  readonly account: string;
  readonly region: string;
  readonly forceDeleteDelayMs: number;
  readonly users: ReadonlyMap<string, KnownUser>;
  readonly store: SecretStore;
  readonly buckets: BucketStore;
  readonly metrics: MetricStore;
  readonly faults: FaultPlan;
  readonly log: RequestLog;
  /** Aborts when the emulator closes, which ends every wait. */
  readonly closing: AbortSignal;
  now(): number;
}

/** Answers one call and records it. */
export async function serveAws(request: SignedRequest, world: AwsWorld): Promise<HttpAnswer> {
  const call = readCall(request);
  const fail = (error: AwsError, requestId: string): HttpReply =>
    call.service === 's3' ? s3Failure(error, requestId) : protocolOf(call).error(error, requestId);
  const at = new Date(world.now()).toISOString();
  const { service, operation, secretId, object, accessKeyId } = call;
  const fault = world.faults.take(call);
  const record = (outcome: string) =>
    world.log.record({ at, service, operation, secretId, object, accessKeyId, outcome, fault: fault?.kind });

  if (fault !== undefined) {
    const waitMs = fault.delayMs ?? (fault.kind === 'slow' ? 1000 : 0);
    const closed = await delay(waitMs, false, { signal: world.closing }).catch(() => true);
    const replacement: HttpAnswer | undefined = closed ? { kind: 'reset' } : faultyAnswer(fault, call, fail);
    if (replacement !== undefined) {
      record('fault');
      return replacement;
    }
  }
  const requestId = randomUUID();
  let answer: HttpAnswer;
  try {
    answer = carryOut(call, request, { world, requestId, fault: fault?.kind });
    record('ok');
  } catch (error) {
    const known = error instanceof AwsError ? error : bug(error);
    answer = fail(known, requestId);
    record(known.type);
  }
  return fault?.kind === 'lost-reply' ? { kind: 'reset' } : answer;
}

/** Makes all changes without waiting, so that two calls cannot interleave. */
function carryOut(
  call: EmulatedCall,
  request: SignedRequest,
  {
    world,
    requestId,
    fault,
  }: { readonly world: AwsWorld; readonly requestId: string; readonly fault: AwsFaultKind | undefined },
): HttpReply {
  if (call.service === 's3') {
    const conditional = fault !== 'unconditional';
    return s3Success(serveS3(call.target, request, { ...s3World(world), conditional }), requestId);
  }
  return protocolOf(call).success(call.operation, resultOf(call, request, world), requestId);
}

function s3World(world: AwsWorld): Omit<S3World, 'conditional'> {
  const { region, users, buckets } = world;
  return { region, users, buckets, now: () => world.now() };
}

const PROTOCOLS: Readonly<Record<ApiCall['service'], Protocol>> = {
  cloudwatch: queryCompatibleProtocol,
  secretsmanager: jsonProtocol,
  sts: queryProtocol,
};

function protocolOf(call: ApiCall): Protocol {
  return PROTOCOLS[call.service];
}

function resultOf(
  call: ApiCall,
  request: SignedRequest,
  world: AwsWorld,
): Readonly<Record<string, unknown>> | undefined {
  const { account, region, store, forceDeleteDelayMs } = world;
  if (call.service === 'sts') {
    requireStsOperation(call.operation);
    return callerIdentity(authenticate(call, request, world));
  }
  if (call.service === 'cloudwatch') {
    const operation = cloudWatchOperation(call.operation);
    const caller = authenticate(call, request, world);
    return operation(inputOf(call), { metrics: world.metrics, caller, region, now: () => world.now() });
  }
  const operation = secretOperation(call.operation);
  const caller = authenticate(call, request, world);
  return operation(inputOf(call), {
    account,
    region,
    store,
    forceDeleteDelayMs,
    caller,
    now: () => world.now(),
  });
}

function inputOf({ input }: ApiCall): Readonly<Record<string, unknown>> {
  if (input === undefined) throw frontEndError('SerializationException', 'The body is not a JSON object.');
  return input;
}

function authenticate(call: ApiCall, request: SignedRequest, world: AwsWorld): KnownUser {
  return verifySignature(request, {
    // CloudWatch signs with its older name.
    service: call.service === 'cloudwatch' ? 'monitoring' : call.service,
    // STS accepts every Region, Secrets Manager only its own.
    region: call.service === 'sts' ? undefined : world.region,
    nowMs: world.now(),
    find: (accessKeyId) => world.users.get(accessKeyId),
  });
}

/** The answer that replaces the real one; undefined when the call is carried out. */
function faultyAnswer(
  { kind }: AwsFault,
  call: EmulatedCall,
  fail: (error: AwsError, requestId: string) => HttpReply,
): HttpAnswer | undefined {
  const requestId = randomUUID();
  switch (kind) {
    case 'http-500':
      return fail(internalError('An error occurred on the server side.'), requestId);
    case 'throttle':
      return fail(frontEndError('ThrottlingException', 'Rate exceeded'), requestId);
    case 'not-found':
      return fail(call.service === 's3' ? noSuchKey(call.target.key) : secretNotFound(), requestId);
    case 'conflict':
      return fail(conditionalConflict(call.object ?? ''), requestId);
    case 'html-503':
      return page(503, 'text/html', '<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>');
    case 'empty-200':
      return page(200, 'application/x-amz-json-1.1', '{}');
    case 'garbage-200':
      return page(200, 'application/x-amz-json-1.1', 'neither JSON nor XML');
    case 'reset':
    case 'hang':
      return { kind };
    case 'lost-reply':
    case 'slow':
    case 'unconditional':
      return undefined;
    default:
      return kind satisfies never;
  }
}

function page(status: number, contentType: string, body: string): HttpAnswer {
  return { kind: 'reply', status, headers: { 'content-type': contentType }, body };
}

function internalError(message: string): AwsError {
  return new AwsError('InternalServiceError', message, { status: 500 });
}

function bug(error: unknown): AwsError {
  return internalError(`The emulator itself failed: ${error instanceof Error ? error.stack : String(error)}`);
}
