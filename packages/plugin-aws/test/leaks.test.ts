/**
 * No command of the keys shows a private value: every path is run, and everything that comes out – events, journal, record, errors with their
 * causes, terminal, reports – is searched for every private number and text that was ever stored, in every form that tools print them in.
 */
import { generateKeyPairSync } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { definePipeline } from '@paintbox/deploy-core';
import { runPipeline } from '@paintbox/deploy-core/run';
import type { Pipeline } from '@paintbox/deploy-core';
import { memoryStore, recordEvents } from '@paintbox/deploy-core/testing';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import type { AwsFault } from '@paintbox/deploy-emulators/aws';
import {
  checkKeys,
  ensureKeys,
  identity,
  migrateKeys,
  printPolicy,
  retireKeys,
  rotateKeys,
} from '../src/index.ts';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { account, AwsRig, privateName, publicName } from './aws-rig.ts';
import type { Env } from './aws-rig.ts';
import { tellingForms } from '../../core/test/secrets/sentinels.ts';

const test = suite('no private value comes out (against an emulator)');
const CLI = fileURLToPath(new URL('../../cli/bin.cjs', import.meta.url));
const OWNER_SECRET = 'owner-secret-key';
const PRIVATE = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'priv']);

/** An account whose every stored text is known. */
interface Account extends AsyncDisposable {
  readonly rig: AwsRig;
  readonly dir: string;
  readonly env: Env;
  /** Everything private that is or was stored, in every form. */
  telling(): Promise<readonly (readonly [string, string])[]>;
}

async function openAccount(): Promise<Account> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-leaks-'));
  const stateFile = join(dir, 'aws.json');
  const rig = new AwsRig(await startAwsEmulator({ account, stateFile }));
  return {
    rig,
    dir,
    env: { ...rig.env, AWS_MAX_ATTEMPTS: '1' },
    async telling() {
      const { secrets } = JSON.parse(await readFile(stateFile, 'utf8')) as {
        readonly secrets?: readonly {
          readonly versions: readonly { readonly value: { readonly data: string } }[];
        }[];
      };
      const texts = (secrets ?? []).flatMap(({ versions }) => versions.map(({ value }) => value.data));
      const values = new Set([OWNER_SECRET, ...texts.flatMap(privateValues)]);
      return [...values].flatMap(tellingForms);
    },
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The private numbers of a stored text; for a PEM, its lines. */
function privateValues(text: string): readonly string[] {
  if (text.startsWith('-----BEGIN'))
    return text.split('\n').filter((line) => line.length > 20 && !line.startsWith('-'));
  const found: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (PRIVATE.has(name) && typeof member === 'string') found.push(member);
      else collect(member);
    }
  };
  try {
    collect(JSON.parse(text));
  } catch {
    // A text that is broken on purpose holds its value in the open.
    found.push(...[...text.matchAll(/"d":"([^"]+)"/g)].map(([, value = '']) => value));
  }
  return found;
}

/** Runs a pipeline and returns all that came out of it. */
async function outOf(
  world: Account,
  pipeline: Pipeline,
  params: Record<string, string | boolean> = {},
): Promise<string> {
  const store = memoryStore();
  const recorder = recordEvents();
  const environment = { name: 'leaks', app: 'paintbox', url: 'https://paintbox.example' };
  const record = await runPipeline({
    pipeline,
    environment,
    env: world.env,
    store,
    params,
    listeners: [recorder],
  });
  const journal: string[] = [];
  for await (const line of store.lines(`runs/${record.runId}.jsonl`)) journal.push(line);
  return [
    JSON.stringify(record),
    inspect(record, { depth: 20, showHidden: true }),
    JSON.stringify(recorder.events),
    ...journal,
  ].join('\n');
}

async function assertSilent(world: Account, output: string, what: string): Promise<number> {
  const telling = await world.telling();
  for (const [form, text] of telling)
    assert.not.ok(output.includes(text), `${what} shows a private value (${form})`);
  return telling.length;
}

const pem = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString();
const pipelines = {
  ensure: definePipeline('keys ensure', [identity(), ensureKeys({ callTimeoutMs: 500 })]),
  check: definePipeline('keys check', [identity(), checkKeys({ callTimeoutMs: 500 })]),
  rotate: definePipeline('keys rotate', [identity(), rotateKeys({ callTimeoutMs: 500 })]),
  retire: definePipeline('keys retire', [identity(), retireKeys({ callTimeoutMs: 500 })]),
  migrate: definePipeline('keys migrate', [identity(), migrateKeys({ callTimeoutMs: 500 })]),
  policy: definePipeline('aws policy', [printPolicy()]),
};

test('commands that go well', async () => {
  for (const algorithm of ['ES256', 'RS256', 'Ed25519'] as const) {
    await using world = await openAccount();
    let forms = 0;
    for (const [what, pipeline, params] of [
      ['ensure', pipelines.ensure, {}],
      ['rotate', pipelines.rotate, { algorithm }],
      ['emergency', pipelines.rotate, { emergency: true, algorithm }],
      ['retire', pipelines.retire, {}],
      ['check', pipelines.check, {}],
      ['policy', pipelines.policy, {}],
    ] as const) {
      const output = await outOf(world, pipeline, params);
      assert.match(output, '"exitCode":0', what);
      forms = await assertSilent(world, output, `${what} ${algorithm}`);
    }
    assert.ok(forms > 30, `${algorithm}: only ${forms} forms were searched for`);
  }
});

test('every call that fails, in every way', async () => {
  const kinds: readonly AwsFault['kind'][] = [
    'http-500',
    'html-503',
    'reset',
    'empty-200',
    'garbage-200',
    'lost-reply',
  ];
  for (const operation of ['CreateSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage']) {
    await using world = await openAccount();
    if (operation !== 'CreateSecret') await outOf(world, pipelines.ensure);
    for (const kind of kinds) {
      world.rig.aws.addFault({ kind, operation });
      const output = await outOf(world, operation === 'CreateSecret' ? pipelines.ensure : pipelines.rotate);
      world.rig.aws.clearFaults();
      await assertSilent(world, output, `${operation} answered by ${kind}`);
    }
  }
});

test('stored texts that are broken, old, or in the wrong place', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'a', alg: 'ES256' };
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'ES256', use: 'sig' };
  const entry = { kid: 'a', alg: 'ES256', state: 'active', createdAt: '2026-11-25T10:00:00.000Z', jwk };
  const document = JSON.stringify({ v: 1, keys: [entry] });
  const set = JSON.stringify({ keys: [publicJwk] });
  const stored: Readonly<Record<string, { document?: string; set?: string }>> = {
    'an old pair': { document: pem(), set: JSON.stringify({ a: publicJwk }) },
    'a cut document': { document: document.slice(0, -3), set },
    'a document of another version': { document: JSON.stringify({ v: 2, keys: [entry] }), set },
    'a bare private JWK': { document: JSON.stringify(jwk), set },
    'the halves of two pairs': {
      document: JSON.stringify({ v: 1, keys: [{ ...entry, jwk: { ...jwk, d: 'A'.repeat(43) } }] }),
      set,
    },
    'the document as the public set': { document, set: document },
    'a private key in the public set': { document, set: JSON.stringify({ keys: [jwk] }) },
    'a PEM as the public set': { document, set: pem() },
    'a symmetric key': {
      document,
      set: JSON.stringify({ keys: [{ kty: 'oct', kid: 'a', k: 'c3VwZXItc2VjcmV0LXZhbHVl' }] }),
    },
  };
  for (const [what, texts] of Object.entries(stored)) {
    await using world = await openAccount();
    if (texts.document !== undefined) await world.rig.create(privateName, texts.document);
    if (texts.set !== undefined) await world.rig.create(publicName, texts.set);
    for (const command of ['check', 'ensure', 'rotate', 'migrate'] as const) {
      await assertSilent(world, await outOf(world, pipelines[command]), `${command}, ${what}`);
    }
  }
});

test('terminal, reports and state folder of the command line', async () => {
  await using world = await openAccount();
  const reports = join(world.dir, 'reports');
  const state = join(world.dir, 'state');
  const env = { PATH: process.env['PATH'], HOME: world.dir, ...world.env, PAINTBOX_STATE_DIR: state };
  let output = '';
  for (const words of [
    ['ensure'],
    ['rotate'],
    ['rotate', '--emergency', '--json'],
    ['check', '--reporter', 'jsonl'],
  ]) {
    const args = [CLI, 'keys', ...words, '--env', 'local', '--verbose', '--report-dir', reports];
    output += await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, args, { env, timeout: 180_000 }, (error, stdout, stderr) =>
        error === null ? resolve(stdout + stderr) : reject(new Error(stderr)),
      );
    });
  }
  const files = await readdir(world.dir, { recursive: true, withFileTypes: true });
  for (const file of files.filter((each) => each.isFile() && each.name !== 'aws.json')) {
    output += await readFile(join(file.parentPath, file.name), 'utf8');
  }

  await assertSilent(world, output, 'the command line');
  // What the search would find is what the account holds.
  const [form = ['', '']] = await world.telling();
  assert.ok((await readFile(join(world.dir, 'aws.json'), 'utf8')).includes(form[1]));
});

test.run();
