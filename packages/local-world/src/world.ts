/** A world to deploy into, on this machine: test doubles of AWS and Fly.io, an app, and the rights and secrets that a team would have set up. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import type { AwsEmulator } from '@paintbox/deploy-emulators/aws';
import { startFlyEmulator } from '@paintbox/deploy-emulators/fly';
import { startSlackEmulator, startSmtpSink } from '@paintbox/deploy-emulators/notify';
import { deployerPolicy, runtimePolicy } from './policies.ts';

/** How to reach a world; kept in its folder while it runs. */
export interface WorldAddress {
  /** Changes when this document does: a world of another format is not talked to. */
  readonly format: number;
  readonly pid: number;
  readonly app: string;
  /** `https://localhost:PORT` */
  readonly appUrl: string;
  readonly awsUrl: string;
  readonly flyApiUrl: string;
  readonly flyctlPath: string;
  readonly caFile: string;
  /** An incoming webhook; what it gets is added to `slack.jsonl`. */
  readonly slackWebhook: string;
  /** A mail server; what it gets lies in `mail/`. */
  readonly smtpUrl: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What an app needs to read its keys. */
  readonly appSecrets: Readonly<Record<string, string>>;
}

/** Counted up when an address says more than before, or more is served there: a world that older code started cannot do all of it. */
export const ADDRESS_FORMAT = 3;

/** What lasts as long as the folder does. */
interface Lasting {
  readonly awsPort: number;
  readonly deployerSecret: string;
  readonly runtimeSecret: string;
}

/** How to start a world. */
export interface WorldOptions {
  /** Folder for everything the world remembers. */
  readonly dir: string;
  /** Default `paintbox`. */
  readonly app?: string | undefined;
  /** See `FlyEmulatorOptions.timeScale`. */
  readonly timeScale?: number | undefined;
  /** Receives one line per AWS call, without secret values. Default: none. */
  readonly log?: ((line: string) => void) | undefined;
}

const DEPLOYER = 'AKIDPAINTBOXDEPLOYER';
const RUNTIME = 'AKIDPAINTBOXRUNTIME';

/** A world of this process. */
export interface RunningWorld {
  readonly address: WorldAddress;
  /** Ends the app and everything around it. */
  close(): Promise<void>;
}

/** Starts a world in this process. */
export async function startWorld(options: WorldOptions): Promise<RunningWorld> {
  const dir = resolve(options.dir);
  const app = options.app ?? 'paintbox';
  await mkdir(dir, { recursive: true });
  const lasting = await readLasting(dir);
  const aws = await startAws(dir, lasting, options.log);
  await writeFile(join(dir, 'lasting.json'), JSON.stringify({ ...lasting, awsPort: portOf(aws) }), {
    mode: 0o600,
  });
  aws.putUser({
    accessKeyId: DEPLOYER,
    secretAccessKey: lasting.deployerSecret,
    name: 'deployer',
    policy: deployerPolicy,
  });
  aws.putUser({
    accessKeyId: RUNTIME,
    secretAccessKey: lasting.runtimeSecret,
    name: 'runtime',
    policy: runtimePolicy,
  });
  const slack = await startSlackEmulator({ file: join(dir, 'slack.jsonl') });
  const mail = await startSmtpSink({ dir: join(dir, 'mail') });
  const fly = await startFlyEmulator({
    dir: join(dir, 'fly'),
    timeScale: options.timeScale,
    autostop: true,
    log: options.log,
  });
  const secrets = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: RUNTIME,
    AWS_SECRET_ACCESS_KEY: lasting.runtimeSecret,
  };
  if (fly.apps().includes(app)) fly.setSecrets(app, secrets);
  else await fly.createApp({ name: app, secrets });
  return {
    address: {
      format: ADDRESS_FORMAT,
      pid: process.pid,
      app,
      appUrl: fly.edgeUrl(app),
      awsUrl: aws.url,
      flyApiUrl: fly.apiUrl,
      flyctlPath: fly.flyctlPath,
      caFile: fly.caFile,
      slackWebhook: slack.webhook,
      smtpUrl: mail.url,
      accessKeyId: DEPLOYER,
      secretAccessKey: lasting.deployerSecret,
      appSecrets: secrets,
    },
    async close() {
      await fly.close();
      await Promise.all([aws.close(), slack.close(), mail.close()]);
    },
  };
}

/** The variables that point the production pipeline at a world. */
export function worldEnvironment(address: WorldAddress): Readonly<Record<string, string>> {
  return {
    FLYCTL_PATH: address.flyctlPath,
    FLY_API_TOKEN: 'a-token-for-the-emulator',
    FLY_FLAPS_BASE_URL: address.flyApiUrl,
    FLY_API_BASE_URL: address.flyApiUrl,
    FLY_REGISTRY_HOST: new URL(address.flyApiUrl).host,
    FLY_APP: address.app,
    PAINTBOX_APP_URL: address.appUrl,
    AWS_ENDPOINT_URL: address.awsUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: address.accessKeyId,
    AWS_SECRET_ACCESS_KEY: address.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_EXTRA_CA_CERTS: address.caFile,
    // The real ones of this machine are replaced, so that no team gets messages about local deploys.
    SLACK_WEBHOOK: address.slackWebhook,
    NOTIFICATION_EMAIL: 'team@localhost.example',
    SMTP_URL: address.smtpUrl,
    SLACK_BOT_TOKEN: '',
  };
}

/** The app's secrets name the port of the AWS double, so it is kept where possible. */
async function startAws(
  dir: string,
  lasting: Lasting,
  log: ((line: string) => void) | undefined,
): Promise<AwsEmulator> {
  const options = { stateFile: join(dir, 'aws.json'), log };
  try {
    return await startAwsEmulator({ ...options, port: lasting.awsPort });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return startAwsEmulator({ ...options, port: 0 });
  }
}

async function readLasting(dir: string): Promise<Lasting> {
  try {
    return JSON.parse(await readFile(join(dir, 'lasting.json'), 'utf8')) as Lasting;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const secret = (): string => randomBytes(30).toString('base64url');
    return { awsPort: 0, deployerSecret: secret(), runtimeSecret: secret() };
  }
}

function portOf(aws: AwsEmulator): number {
  return Number(new URL(aws.url).port);
}
