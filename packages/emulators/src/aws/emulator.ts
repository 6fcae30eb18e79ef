// Starts the emulator: a test double of AWS Secrets Manager, STS and parts of S3 and CloudWatch that speaks their wire protocols on loopback.

import { MetricStore } from './cloudwatch/metric-store.ts';
import { serveControl } from './control-api.ts';
import { FaultPlan, parseFault } from './faults.ts';
import type { AwsFault } from './faults.ts';
import { startHttpServer } from './http-server.ts';
import { RequestLog } from './request-log.ts';
import type { LoggedRequest } from './request-log.ts';
import { bucketName } from './s3/bucket-name.ts';
import { BucketStore } from './s3/s3-object.ts';
import { SecretStore } from './secrets/store.ts';
import { serveAws } from './serve-aws.ts';
import type { AwsWorld } from './serve-aws.ts';
import { loadState, saveState } from './state-file.ts';
import { parseUser } from './users.ts';
import type { AwsUser, KnownUser } from './users.ts';

/** How to start the emulator. */
export interface AwsEmulatorOptions {
  /** TCP port on 127.0.0.1. Default: 0, any free port. */
  readonly port?: number | undefined;
  /** JSON file that keeps users, secrets and buckets across restarts. Default: none; the state is lost at the end. */
  readonly stateFile?: string | undefined;
  /** 12 digits. Default: `000000000000`. */
  readonly account?: string | undefined;
  /** The one Region that Secrets Manager and S3 answer for. Default: `us-east-1`. */
  readonly region?: string | undefined;
  /** How long a name cannot be used again after a forced deletion, in milliseconds (AWS: some seconds). Default: 1000. */
  readonly forceDeleteDelayMs?: number | undefined;
  /** Receives one line per AWS call, without secret values. Default: none. */
  readonly log?: ((line: string) => void) | undefined;
  /** The time in milliseconds, for tests of time limits; the `date` header follows it. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** A running test double of Secrets Manager, STS and parts of S3 and CloudWatch (metrics are kept in memory). It starts without any user: register one before the first call. */
export interface AwsEmulator extends AsyncDisposable {
  /** Endpoint for all services, to be given as `AWS_ENDPOINT_URL` or as the `endpoint` of a client. */
  readonly url: string;
  readonly account: string;
  readonly region: string;
  /** Registers or replaces a caller and returns its ARN. Throws an Error that lists what is wrong with it. */
  putUser(user: AwsUser): string;
  /** Creates a bucket, unless it exists. Throws an Error when the name is not valid. */
  putBucket(name: string): void;
  /** Adds a fault. Faults apply in the order they were added. Throws an Error when the fault is not valid. */
  addFault(fault: AwsFault): void;
  /** Removes all faults. */
  clearFaults(): void;
  /** The last 10,000 AWS calls, oldest first. */
  requests(): readonly LoggedRequest[];
  /** Closes every connection, hanging ones too, and stops listening. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts a test double of AWS Secrets Manager, STS, a part of S3 (objects with conditional writes, lists) and a part of CloudWatch (putting and reading
 * metrics) on loopback.
 *
 * @example
 * const aws = await startAwsEmulator({});
 * aws.putUser({ accessKeyId: 'AKIDDEPLOY', secretAccessKey: 'local', policy });
 * new SecretsManagerClient({ endpoint: aws.url, region: aws.region, credentials });
 */
export async function startAwsEmulator(options: AwsEmulatorOptions): Promise<AwsEmulator> {
  const { account = '000000000000', region = 'us-east-1', stateFile, now = Date.now } = options;
  if (!/^\d{12}$/.test(account))
    throw new Error(`account must have 12 digits, not ${JSON.stringify(account)}.`);
  const saved = stateFile === undefined ? undefined : loadState(stateFile);
  if (saved !== undefined && (saved.account !== account || saved.region !== region)) {
    throw new Error(
      `${stateFile} belongs to account ${saved.account} in ${saved.region}, not to ${account} in ${region}.`,
    );
  }
  const users = new Map<string, KnownUser>(saved?.users.map((user) => [user.accessKeyId, user]));
  const save = () => {
    if (stateFile === undefined) return;
    saveState(stateFile, {
      account,
      region,
      users: [...users.values()],
      secrets: store.all(),
      buckets: buckets.save(),
    });
  };
  const store = new SecretStore({ account, region, now, changed: save, secrets: saved?.secrets ?? [] });
  const buckets = new BucketStore(saved?.buckets ?? [], save);
  const faults = new FaultPlan();
  const log = new RequestLog(options.log);
  const closing = new AbortController();

  const control = {
    account,
    region,
    putUser(user: unknown) {
      const known = parseUser(user, account);
      users.set(known.accessKeyId, known);
      save();
      return known.arn;
    },
    putBucket: (name: string) => buckets.create(bucketName(name), now()),
    addFault: (fault: AwsFault) => faults.add(parseFault(fault)),
    clearFaults: () => faults.clear(),
    requests: () => log.entries(),
  };
  const world: AwsWorld = {
    account,
    region,
    forceDeleteDelayMs: options.forceDeleteDelayMs ?? 1000,
    users,
    store,
    buckets,
    metrics: new MetricStore(),
    faults,
    log,
    closing: closing.signal,
    now,
  };
  const server = await startHttpServer({
    port: options.port ?? 0,
    answer: async (request) => serveControl(request, control) ?? serveAws(request, world),
    commonHeaders: () => ({ 'x-emulator': 'paintbox-deploy-emulators', date: new Date(now()).toUTCString() }),
  });
  let closed: Promise<void> | undefined;
  const close = () => {
    closing.abort();
    closed ??= server.close();
    return closed;
  };
  return { ...control, url: server.url, close, [Symbol.asyncDispose]: close };
}
