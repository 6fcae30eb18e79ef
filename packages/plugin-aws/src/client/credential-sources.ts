/** Finds the possible sources of AWS credentials before the SDK does. The SDK needs seconds, and does not say where it searched. */
import { readFile } from 'node:fs/promises';
import type { AwsEnv } from './client-settings.ts';
import { canSignIn, hasProfile, sharedConfig } from './shared-config.ts';

/** What was found. */
export interface CredentialSources {
  /** The key pair in the environment; no other source is then needed. */
  readonly explicit: ExplicitCredentials | undefined;
  /** False when no source can have credentials. */
  readonly any: boolean;
  /** Every place and its state, in one line, without a value. */
  readonly report: string;
}

/** A key pair, temporary when it has a token. */
export interface ExplicitCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Source {
  readonly found: boolean;
  readonly says: string;
}

/** Checks every place of the SDK's default chain, without network. */
export async function credentialSources(env: AwsEnv): Promise<CredentialSources> {
  const pair = explicitPair(env);
  const sources = [
    environmentSource(env, pair !== undefined),
    profileSource(env),
    webIdentitySource(env),
    containerSource(env),
    await instanceSource(env),
  ];
  return {
    // Like the SDK, we prefer a named profile to a key pair in the environment, but not one that only names a Region.
    explicit: isSet(env['AWS_PROFILE']) && canSignIn(sharedConfig(env)) ? undefined : pair,
    any: sources.some(({ found }) => found),
    report: sources.map(({ says }) => says).join('; '),
  };
}

function explicitPair(env: AwsEnv): ExplicitCredentials | undefined {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  if (!isSet(accessKeyId) || !isSet(secretAccessKey)) return undefined;
  return { accessKeyId, secretAccessKey, ...(isSet(sessionToken) ? { sessionToken } : {}) };
}

function environmentSource(env: AwsEnv, complete: boolean): Source {
  const says = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].map((name) => state(env, name)).join(', ');
  return { found: complete, says };
}

function profileSource(env: AwsEnv): Source {
  const shared = sharedConfig(env);
  const { profile, files } = shared;
  const looks = files.map(({ path, unread, profiles }) => {
    return `${path} (${unread ?? (profiles.has(profile) ? 'has it' : 'does not have it')})`;
  });
  return { found: hasProfile(shared), says: `profile '${profile}': ${looks.join(', ')}` };
}

function webIdentitySource(env: AwsEnv): Source {
  const found = isSet(env['AWS_WEB_IDENTITY_TOKEN_FILE']) && isSet(env['AWS_ROLE_ARN']);
  return {
    found,
    says: `web identity: ${state(env, 'AWS_WEB_IDENTITY_TOKEN_FILE')}, ${state(env, 'AWS_ROLE_ARN')}`,
  };
}

function containerSource(env: AwsEnv): Source {
  const names = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  const found = names.some((name) => isSet(env[name]));
  return { found, says: `container credentials: ${found ? 'set' : 'not set'}` };
}

async function instanceSource(env: AwsEnv): Promise<Source> {
  const disabled = env['AWS_EC2_METADATA_DISABLED'];
  if (isSet(disabled) && disabled.toLowerCase() !== 'false') {
    return { found: false, says: 'instance metadata: disabled by AWS_EC2_METADATA_DISABLED' };
  }
  const found = await looksLikeInstance();
  return {
    found,
    says: `instance metadata: ${found ? 'possible here' : 'this host is not an EC2 instance'}`,
  };
}

/** On Linux the firmware files show whether this is EC2. Elsewhere there is no such file, so only macOS and the like are ruled out. */
async function looksLikeInstance(): Promise<boolean> {
  if (process.platform !== 'linux') return process.platform === 'win32';
  const files = [
    '/sys/devices/virtual/dmi/id/sys_vendor',
    '/sys/devices/virtual/dmi/id/board_asset_tag',
    '/sys/hypervisor/uuid',
  ];
  // Skip a file that cannot be read; the others may tell.
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return (
    /amazon ec2/i.test(texts[0] ?? '') || /^i-[0-9a-f]/.test(texts[1] ?? '') || /^ec2/i.test(texts[2] ?? '')
  );
}

function state(env: AwsEnv, name: string): string {
  return `${name} ${isSet(env[name]) ? 'set' : 'not set'}`;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
