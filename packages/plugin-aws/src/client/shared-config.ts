/** The two shared files of AWS, as far as we must know them before the SDK reads them: which profiles there are, and their Regions. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AwsEnv } from './client-settings.ts';

/** One file. */
export interface SharedFile {
  readonly path: string;
  /** The settings of each profile, by its name. */
  readonly profiles: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Why it could not be read: `no such file`, or the code of the error. */
  readonly unread: string | undefined;
}

/** The profile in use, and the files. Where both have a setting, the first file counts, as in the SDK. */
export interface SharedConfig {
  readonly profile: string;
  /** The variable that names the profile; undefined for `default`. */
  readonly namedBy: 'AWS_PROFILE' | undefined;
  readonly files: readonly [credentials: SharedFile, config: SharedFile];
}

/** Reads both files. */
export function sharedConfig(env: AwsEnv): SharedConfig {
  const home = named(env['HOME']) ?? named(env['USERPROFILE']) ?? homedir();
  const variable = named(env['AWS_PROFILE']);
  return {
    profile: variable ?? 'default',
    namedBy: variable === undefined ? undefined : 'AWS_PROFILE',
    files: [
      read(named(env['AWS_SHARED_CREDENTIALS_FILE']) ?? join(home, '.aws', 'credentials'), 'credentials'),
      read(named(env['AWS_CONFIG_FILE']) ?? join(home, '.aws', 'config'), 'config'),
    ],
  };
}

/** A setting of the profile in use. */
export function profileSetting({ profile, files }: SharedConfig, name: string): string | undefined {
  return files.map(({ profiles }) => profiles.get(profile)?.get(name)).find((value) => value !== undefined);
}

/** Whether one of the files has the profile. */
export function hasProfile({ profile, files }: SharedConfig): boolean {
  return files.some(({ profiles }) => profiles.has(profile));
}

/** The settings with which a profile gives credentials; the SDK reads their values. */
const SIGN_IN =
  /^(aws_access_key_id|credential_process|credential_source|source_profile|role_arn|web_identity_token_file|sso_\w+|login_session)$/;

/** Whether the profile in use can have credentials. */
export function canSignIn({ profile, files }: SharedConfig): boolean {
  return files.some(({ profiles }) =>
    [...(profiles.get(profile)?.keys() ?? [])].some((name) => SIGN_IN.test(name)),
  );
}

function read(path: string, kind: 'credentials' | 'config'): SharedFile {
  try {
    return { path, profiles: parse(readFileSync(path, 'utf8'), kind), unread: undefined };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { path, profiles: new Map(), unread: code === 'ENOENT' ? 'no such file' : code };
  }
}

/** Sections, and their settings. Indented lines belong to the setting above them. */
function parse(text: string, kind: 'credentials' | 'config'): SharedFile['profiles'] {
  const profiles = new Map<string, Map<string, string>>();
  let settings: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (section !== undefined) {
      const name = profileName(section, kind);
      settings = name === undefined ? undefined : (profiles.get(name) ?? new Map<string, string>());
      if (name !== undefined && settings !== undefined) profiles.set(name, settings);
      continue;
    }
    const [, key = '', value = ''] = /^([^\s#;=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== '' && value !== '') settings?.set(key.toLowerCase(), value.replace(/\s+[#;].*$/, ''));
  }
  return profiles;
}

/** In the config file, every profile but `default` is written `[profile NAME]`; other sections are no profiles. */
function profileName(section: string, kind: 'credentials' | 'config'): string | undefined {
  const words = section.trim();
  const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');
  const prefixed = /^profile\s+(.+)$/.exec(words)?.[1];
  if (prefixed !== undefined) return unquoted(prefixed);
  return kind === 'credentials' || words === 'default' ? unquoted(words) : undefined;
}

function named(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}
