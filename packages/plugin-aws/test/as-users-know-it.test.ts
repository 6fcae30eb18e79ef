/**
 * Region, profiles and ways to sign in, as users of AWS know them: real files in a home of the test's own, read by the SDK's own chain, before the emulator.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { identity } from '../src/identity/identity.ts';
import { secretsManagerSource } from '../src/jwks/index.ts';
import { ensureKeys } from '../src/stages/ensure-keys.ts';
import { withFront } from './aws-front.ts';
import { account, allow, failureOf, startRig } from './aws-rig.ts';
import type { AwsRig, Env } from './aws-rig.ts';

const KEYS = 'aws_access_key_id = AKIDOWNER\naws_secret_access_key = owner-secret-key\n';

/** A home with the two files. The SDK reads the variables of this process. */
class Home implements AsyncDisposable {
  readonly path: string;
  readonly #homeBefore = process.env['HOME'];

  private constructor(path: string) {
    this.path = path;
  }

  static async with(files: Readonly<Record<string, string>>): Promise<Home> {
    const home = new Home(await mkdtemp(join(tmpdir(), 'aws-home-')));
    for (const [name, text] of Object.entries(files)) {
      const path = join(home.path, '.aws', name);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, text);
    }
    return home;
  }

  /** The environment of a run: the emulator as AWS, and neither keys nor Region. */
  env(rig: AwsRig, more: Env = {}): Env {
    const env = {
      HOME: this.path,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: rig.aws.url,
      ...more,
    };
    clearAws();
    Object.assign(process.env, env);
    return env;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearAws();
    process.env['HOME'] = this.#homeBefore;
    await rm(this.path, { recursive: true });
  }
}

function clearAws(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
}

const keys = { AWS_ACCESS_KEY_ID: 'AKIDOWNER', AWS_SECRET_ACCESS_KEY: 'owner-secret-key' };

test('the Region is that of the option, then of the variables, then of the profile', async () => {
  await using rig = await startRig();
  await using home = await Home.with({
    config:
      '# comment\n[default]\nregion = eu-west-1 ; Ireland\n\n[profile "shop"]\noutput = json\ns3 =\n  region = us-west-2\nregion=ap-southeast-2\n[sso-session shop]\nregion = us-west-1\n',
  });
  const regionWith = async (more: Env, option?: string): Promise<string | undefined> => {
    const run = await rig.run(identity(option === undefined ? {} : { region: option }), {
      env: home.env(rig, { ...keys, ...more }),
    });
    if (run.error !== undefined) throw run.error;
    return run.outputs?.['aws-identity'].region;
  };
  const both = { AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-north-1' };

  assert.is(await regionWith({ ...both, AWS_PROFILE: 'shop' }, 'eu-central-1'), 'eu-central-1');
  assert.is(await regionWith({ ...both, AWS_PROFILE: 'shop' }), 'eu-central-1');
  assert.is(await regionWith({ AWS_REGION: ' ', AWS_DEFAULT_REGION: 'eu-north-1' }), 'eu-north-1');
  assert.is(await regionWith({ AWS_REGION: '', AWS_DEFAULT_REGION: '' }), 'eu-west-1');
});

test('each profile has its Region, from either file', async () => {
  await using rig = await startRig();
  await using home = await Home.with({
    config: `[profile a]\nregion = eu-west-1\n[profile both]\nregion = eu-west-1\n[b]\nregion = eu-west-3\n`,
    credentials: `[a]\n${KEYS}[c]\n${KEYS}region = ca-central-1\n[both]\n${KEYS}region = eu-west-2\n`,
  });
  const regionOf = async (AWS_PROFILE: string): Promise<string | undefined> =>
    (await rig.run(identity(), { env: home.env(rig, { AWS_PROFILE }) })).outputs?.['aws-identity'].region;

  assert.is(await regionOf('a'), 'eu-west-1');
  assert.is(await regionOf('c'), 'ca-central-1');
  assert.is(await regionOf('both'), 'eu-west-2', 'as in the SDK and the CLI, the credentials file counts');
});

test('without any Region nothing is done, and every place is named', async () => {
  await using rig = await startRig();
  await using home = await Home.with({ config: '[default]\noutput = json\n' });

  const run = await rig.run(ensureKeys(), { env: home.env(rig, keys) });
  const { code, message, hint } = failureOf(run);
  const served = secretsManagerSource({ secretId: 'paintbox/keys' });

  assert.is(code, 'AWS_REGION_MISSING');
  assert.is((run.error as { exitCode?: number }).exitCode, 2);
  assert.match(message, 'AWS_REGION and AWS_DEFAULT_REGION are not set');
  assert.match(message, `${join(home.path, '.aws', 'config')} (names none)`);
  assert.match(hint, 'AWS_REGION');
  assert.is(rig.aws.requests().length, 0);
  const refused = await served().then(
    () => undefined,
    (error: unknown) => error as { readonly code: string },
  );
  assert.is(refused?.code, 'AWS_REGION_MISSING');
});

test('a profile that does not exist is said, with those that do', async () => {
  await using rig = await startRig();
  await using home = await Home.with({
    config: '[profile shop]\nregion = eu-west-1\n[production]\nregion = eu-west-1\n',
    credentials: `[other]\n${KEYS}`,
  });
  for (const name of ['shopp', 'production']) {
    const env = home.env(rig, { ...keys, AWS_REGION: 'us-east-1', AWS_PROFILE: name });
    const { code, message, hint } = failureOf(await rig.run(identity(), { env }));

    assert.is(code, 'AWS_PROFILE_MISSING');
    assert.match(message, `'${name}'`);
    assert.match(hint, 'other, shop');
  }
  assert.is(rig.aws.requests().length, 0);
});

test('a key pair, a process and a role through a token come from the profile', async () => {
  await using rig = await startRig();
  await using home = await Home.with({});
  const script = join(home.path, 'give');
  const token = join(home.path, 'token');
  const answer = { Version: 1, AccessKeyId: 'AKIDOWNER', SecretAccessKey: 'owner-secret-key' };
  await writeFile(script, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`, { mode: 0o755 });
  await writeFile(token, 'header.eyJzdWIiOiJtZSJ9.signature');
  await mkdir(join(home.path, '.aws'));
  await writeFile(
    join(home.path, '.aws', 'config'),
    `[profile pair]\nregion = us-east-1\n[profile process]\nregion = us-east-1\ncredential_process = ${script}\n[profile broken]\nregion = us-east-1\ncredential_process = ${script}-secret-word\n`,
  );
  await writeFile(join(home.path, '.aws', 'credentials'), `[pair]\n${KEYS}`);

  for (const AWS_PROFILE of ['pair', 'process']) {
    const run = await rig.run(identity(), { env: home.env(rig, { AWS_PROFILE }) });
    assert.is(run.outputs?.['aws-identity'].arn, `arn:aws:iam::${account}:user/owner`, AWS_PROFILE);
  }
  const broken = failureOf(await rig.run(identity(), { env: home.env(rig, { AWS_PROFILE: 'broken' }) }));
  assert.is(broken.code, 'AWS_CREDENTIALS_MISSING');
  assert.not.match(broken.message, 'secret-word');
});

/** The portal of IAM Identity Center, in front of the emulator, which has none. */
async function withPortal(rig: AwsRig, body: (url: string, asked: string[]) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  await withFront(
    rig.aws.url,
    (request) => {
      const url = new URL(request.url ?? '', 'http://portal');
      if (url.pathname !== '/federation/credentials') return undefined;
      asked.push(`${url.search} ${String(request.headers['x-amz-sso_bearer_token'])}`);
      const roleCredentials = {
        accessKeyId: 'AKIDROLE',
        secretAccessKey: 'role-secret-key',
        sessionToken: 'session-of-the-role',
        expiration: Date.now() + 3_600_000,
      };
      return { status: 200, json: { roleCredentials } };
    },
    async (url) => body(url, asked),
  );
}

test('a session of IAM Identity Center (SSO) is used, and one that is over is said with the command', async () => {
  await using rig = await startRig();
  const cached = (session: string, expiresAt: string): readonly [string, string] => [
    `sso/cache/${createHash('sha1').update(session).digest('hex')}.json`,
    JSON.stringify({ accessToken: `token-of-${session}`, expiresAt }),
  ];
  const profile = (session: string): string =>
    `[profile ${session}]\nsso_session = ${session}\nsso_account_id = ${account}\nsso_role_name = Deployer\nregion = us-east-1\n[sso-session ${session}]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\n`;
  await using home = await Home.with({
    config: profile('good') + profile('over'),
    ...Object.fromEntries([cached('good', '2126-01-01T00:00:00Z'), cached('over', '2020-01-01T00:00:00Z')]),
  });
  rig.aws.putUser({
    accessKeyId: 'AKIDROLE',
    secretAccessKey: 'role-secret-key',
    sessionToken: 'session-of-the-role',
    policy: allow('*', '*'),
  });
  await withPortal(rig, async (url, asked) => {
    const env = (AWS_PROFILE: string): Env => home.env(rig, { AWS_PROFILE, AWS_ENDPOINT_URL: url });
    const run = await rig.run(identity(), { env: env('good') });
    const { code, hint } = failureOf(await rig.run(identity(), { env: env('over') }));

    if (run.error !== undefined) throw run.error;
    assert.is(run.outputs?.['aws-identity'].account, account);
    assert.match(asked.join(), 'role_name=Deployer');
    assert.match(asked.join(), 'token-of-good');
    assert.is(code, 'AWS_CREDENTIALS_EXPIRED');
    assert.match(hint, 'aws sso login');
  });
});

test('a role through a web identity token is taken, from the variables and from the profile', async () => {
  await using rig = await startRig();
  await using home = await Home.with({});
  const role = `arn:aws:iam::${account}:role/deployer`;
  const token = join(home.path, 'token');
  await writeFile(token, 'header.eyJzdWIiOiJtZSJ9.signature');
  await mkdir(join(home.path, '.aws'));
  await writeFile(
    join(home.path, '.aws', 'config'),
    `[profile ci]\nregion = us-east-1\nrole_arn = ${role}\nweb_identity_token_file = ${token}\n`,
  );
  rig.aws.putUser({ accessKeyId: 'AKIDX', secretAccessKey: 'x-secret-key', policy: allow('*', '*') });
  const ways: readonly Env[] = [
    { AWS_REGION: 'us-east-1', AWS_ROLE_ARN: role, AWS_WEB_IDENTITY_TOKEN_FILE: token },
    { AWS_PROFILE: 'ci' },
  ];
  for (const way of ways) {
    await rig.run(identity(), { env: home.env(rig, way) });

    const calls = rig.aws.requests().map(({ operation }) => operation);
    assert.ok(calls.includes('AssumeRoleWithWebIdentity'), calls.join());
  }
});

test.run();
