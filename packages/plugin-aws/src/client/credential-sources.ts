/** Finds the possible sources of AWS credentials before the SDK does. The SDK needs seconds, and does not say where it searched. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AwsEnv } from './client-settings.ts';

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
    await profileSource(env),
    webIdentitySource(env),
    containerSource(env),
    await instanceSource(env),
  ];
  return {
    // Like the SDK, we prefer a named profile to a key pair in the environment.
    explicit: isSet(env['AWS_PROFILE']) ? undefined : pair,
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

async function profileSource(env: AwsEnv): Promise<Source> {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const profile = isSet(env['AWS_PROFILE']) ? env['AWS_PROFILE'] : 'default';
  const files = [
    env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(home, '.aws', 'credentials'),
    env['AWS_CONFIG_FILE'] ?? join(home, '.aws', 'config'),
  ];
  const looks = await Promise.all(files.map((file) => lookForProfile(file, profile)));
  return {
    found: looks.some(({ found }) => found),
    says: `profile '${profile}': ${looks.map(({ says }) => says).join(', ')}`,
  };
}

async function lookForProfile(file: string, profile: string): Promise<Source> {
  try {
    const sections = [...(await readFile(file, 'utf8')).matchAll(/^\s*\[\s*(?:profile\s+)?([^\]]+?)\s*\]/gm)];
    const found = sections.some(([, name]) => name?.replaceAll(/^["']|["']$/g, '') === profile);
    return { found, says: `${file} (${found ? 'has it' : 'does not have it'})` };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { found: false, says: `${file} (${code === 'ENOENT' ? 'no such file' : code})` };
  }
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
