/** Every documented line of `scripts/`, typed as documented. What happened is printed; the services are emulators. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultEnvironment, worldEnvironment } from '@paintbox/deploy-local-world';
import { openRig } from '../e2e/rig.ts';
import type { Rig } from '../e2e/rig.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Wrong where only somebody outside can see it, so that it can be left standing. */
const BROKEN = faultEnvironment('redirect-loop');
const VALIDATE_AWS = 'node scripts/validate-aws-secrets-integration.js';

interface Typed {
  readonly code: number | null;
  readonly output: string;
}

/** One world, in which each test builds on the one before. */
const test = suite<{ rig: Rig }>('the documented scripts (against emulators)');
const inFull = process.env['PAINTBOX_PROOF'] === 'all' ? test : () => {};
const seen: string[] = [];

test.before(async (context) => {
  context.rig = await openRig();
});
test.after(async ({ rig }) => {
  await rig[Symbol.asyncDispose]();
  process.stdout.write(`\n${seen.join('\n')}\n`);
});

/** Types a line at the root of the repository. Only variables point it at the world; nothing of a developer's own setting gets in. */
async function type(
  rig: Rig,
  line: string,
  env: Readonly<Record<string, string>> = {},
  talk: (child: ChildProcess) => void = () => {},
): Promise<Typed> {
  // `exec env`, so that a signal to the child is a signal to what was typed.
  const child = spawn('bash', ['-c', `exec env ${line}`], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...worldEnvironment(rig.address),
      PAINTBOX_STATE_DIR: `${rig.dir}/state`,
      PAINTBOX_WATCH: '1s',
      ...env,
    },
    stdio: 'pipe',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  talk(child);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

/** Types a line, prints what came of it, and asserts the exit code and a sentence of the output. */
async function expect(
  rig: Rig,
  line: string,
  code: number,
  says: RegExp,
  env: Readonly<Record<string, string>> = {},
  talk?: (child: ChildProcess) => void,
): Promise<Typed> {
  const typed = await type(rig, line, env, talk);
  const observed = typed.output.split('\n').find((each) => says.test(each));
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  seen.push(
    `${String(typed.code).padStart(4)}  ${variables.join('')}${line}\n      ${stripVTControlCharacters(observed ?? '(not said)').trim()}`,
  );
  assert.is(typed.code, code, typed.output);
  assert.match(typed.output, says, typed.output);
  return typed;
}

/** `script` of util-linux gives a command a terminal. */
function onTerminal(line: string): string {
  return `script --quiet --return --command "${line}" /dev/null`;
}

function answerNo(child: ChildProcess): void {
  child.stdout?.on('data', (chunk: string) => {
    if (chunk.includes('[y/N]')) child.stdin?.write('n\r');
  });
}

const HELPFUL = {
  './scripts/deploy-production.sh': ['--no-rollback', 'SLACK_WEBHOOK', 'NOTIFICATION_EMAIL', 'FLY_API_TOKEN'],
  './scripts/validate-deployment.sh': ['--app-url'],
  './scripts/rollback-deployment.sh': ['--emergency', '--force', '--check-only', 'FORCE_ROLLBACK'],
  [VALIDATE_AWS]: ['JWKS_URL', 'NEXTAUTH_URL', 'AWS_REGION', 'us-east-1'],
};

for (const [line, words] of Object.entries(HELPFUL)) {
  test(`${line} --help explains its flags and variables`, async ({ rig }) => {
    const { output } = await expect(rig, `${line} --help`, 0, /usage/);

    for (const word of words) assert.match(output, word);
  });

  test(`${line} refuses a flag that does not exist`, async ({ rig }) => {
    await expect(rig, `${line} --no-such-flag`, 2, /CLI_UNKNOWN_FLAG/);
  });
}

test('validate-aws makes the missing pair once, and asks no endpoint unless one is named', async ({
  rig,
}) => {
  const first = await expect(rig, VALIDATE_AWS, 0, /create the private key/);
  const second = await expect(rig, VALIDATE_AWS, 0, /keys\.ensure/);

  assert.match(first.output, /create the public set/);
  assert.not.match(second.output, /create the/);
});

test('validate-aws without credentials says what is missing', async ({ rig }) => {
  await expect(rig, VALIDATE_AWS, 1, /AWS_CREDENTIALS_MISSING/, {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
  });
});

test('deploy-production releases, and validate-deployment finds nothing wrong', async ({ rig }) => {
  await expect(rig, './scripts/deploy-production.sh', 0, /succeeded/);

  await expect(rig, './scripts/validate-deployment.sh', 0, /succeeded/);
  await expect(rig, `./scripts/validate-deployment.sh --app-url ${rig.address.appUrl}`, 0, /succeeded/, {
    PAINTBOX_APP_URL: 'https://paintbox.invalid',
  });
});

test('validate-aws asks the endpoint that JWKS_URL or NEXTAUTH_URL names', async ({ rig }) => {
  const { appUrl } = rig.address;

  await expect(rig, `${VALIDATE_AWS} --verbose`, 0, /jwks\.published/, { NEXTAUTH_URL: `${appUrl}/` });
  await expect(rig, VALIDATE_AWS, 1, /CHECKS_FAILED/, {
    NEXTAUTH_URL: appUrl,
    JWKS_URL: `${appUrl}/api/health`,
  });
});

test('a healthy release is not rolled back', async ({ rig }) => {
  await expect(rig, './scripts/rollback-deployment.sh --check-only', 0, /no rollback needed/);
  await expect(rig, './scripts/rollback-deployment.sh', 0, /nothing to roll back/);
  await expect(rig, 'FORCE_ROLLBACK=true ./scripts/rollback-deployment.sh', 0, /nothing to roll back/);
});

test('a broken release that was left standing is found, and rolled back in an emergency without looking', async ({
  rig,
}) => {
  await expect(rig, './scripts/deploy-production.sh --no-rollback', 4, /jwks\.keys/, BROKEN);

  await expect(rig, './scripts/validate-deployment.sh', 1, /CHECKS_FAILED/);
  await expect(rig, './scripts/rollback-deployment.sh --check-only', 7, /ROLLBACK_NEEDED/);
  await expect(rig, onTerminal('./scripts/rollback-deployment.sh'), 130, /DECLINED/, {}, answerNo);
  await expect(rig, './scripts/rollback-deployment.sh --emergency', 0, /rollback succeeded/);
  await expect(rig, './scripts/validate-deployment.sh', 0, /succeeded/);
});

inFull('with FORCE_ROLLBACK=true nobody is asked, on a terminal neither', async ({ rig }) => {
  await type(rig, './scripts/deploy-production.sh --no-rollback', BROKEN);

  const forced = onTerminal('FORCE_ROLLBACK=true ./scripts/rollback-deployment.sh');
  const { output } = await expect(rig, forced, 0, /rollback succeeded/);

  assert.not.match(output, '[y/N]');
});

inFull('a fresh clone and an older Node are enough', async ({ rig }) => {
  const clone = join(rig.dir, 'clone');
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((part) => !part.includes('node_modules'));
  await type(rig, `git clone --quiet --no-hardlinks ${ROOT} ${clone}`);

  await expect(rig, `--chdir=${clone} ${VALIDATE_AWS}`, 0, /keys ensure succeeded/, {
    PATH: path.join(delimiter),
  });
});

test('a signal to a script reaches the deployer, which unwinds and ends with the code of the signal', async ({
  rig,
}) => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
  for (const [line, signal, code] of [
    ['./scripts/deploy-production.sh', 'SIGTERM', 143],
    [VALIDATE_AWS, 'SIGINT', 130],
  ] as const) {
    const ended = await type(rig, line, env, (child) => {
      child.stdout?.once('data', () => child.kill(signal));
    });

    seen.push(`${String(ended.code).padStart(4)}  ${line}\n      (${signal} at its first line)`);
    assert.is(ended.code, code, ended.output);
  }
  silent.close();
});

test.run();
