import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { main } from '../src/index.ts';
import { readFlyToml } from '../src/init/fly-toml.ts';
import { readSources } from '../src/init/sources.ts';
import { keep } from './reporters/events.ts';

const test = suite<{ folder: string }>('init');

test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'paintbox-init-'));
});
test.after.each(({ folder }) => rm(folder, { recursive: true }));

async function withFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

interface Made {
  readonly code: number;
  readonly text: string;
}

/** `init` as a person at a terminal calls it, who types these lines. Without lines nobody is there. */
async function init(folder: string, flags: readonly string[], lines?: readonly string[]): Promise<Made> {
  const stdout = Object.assign(keep(), lines === undefined ? {} : { isTTY: true, columns: 200 });
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  stdin.end((lines ?? []).map((line) => `${line}\n`).join(''));
  const io = { stdout, stderr: stdout, env: { NO_COLOR: '1' }, cwd: folder };
  const code = await main(['init', ...flags], lines === undefined ? io : { ...io, stdin });
  return { code, text: stdout.text() };
}

const config = (folder: string): Promise<string> =>
  readFile(join(folder, 'paintbox.deploy.config.ts'), 'utf8');

test('what the project says is taken with the place that says it, and nothing is asked', async ({
  folder,
}) => {
  await withFiles(folder, {
    'package.json': '{ "type": "module", "dependencies": { "hono": "*" } }',
    'fly.toml': "app = 'shop'\n[http_service]\ninternal_port = 8080\n",
    'src/server.ts':
      "app.get('/healthz', ok); app.get('/.well-known/jwks.json', keys); header('x-paintbox-build');",
  });

  const { code, text } = await init(folder, []);

  assert.is(code, 0, text);
  assert.match(text, /framework +Hono\n/);
  assert.match(text, /port +8080 \(fly\.toml\)/);
  assert.match(text, /health +\/healthz \(src\/server\.ts\)/);
  assert.match(text, /key set +\/\.well-known\/jwks\.json \(src\/server\.ts\)/);
  assert.match(text, /build id +named \(src\/server\.ts\)/);
  assert.match(
    await config(folder),
    "endpoints: { home: '/', health: '/healthz', jwks: '/.well-known/jwks.json' }",
  );
  assert.not.match(text, 'flyctl launch');
  assert.not.match(text, 'must name its build');
});

test('a person is asked only what nothing says, and sees what will be written before it is', async ({
  folder,
}) => {
  await withFiles(folder, { 'package.json': '{ "type": "module", "name": "@team/Shop_Front" }' });

  const { code, text } = await init(folder, ['--jwks', 'none'], ['', 'https://shop.example', '/up', '']);

  assert.is(code, 0, text);
  assert.match(text, 'Name of the app on Fly.io [shop-front]');
  assert.not.match(text, 'Path of the key set');
  assert.ok(text.indexOf('To be written') < text.indexOf('Write it?'));
  assert.match(await config(folder), "production: { url: 'https://shop.example' }");
  assert.match(await config(folder), "health: '/up'");
});

test('who says no at the end has written nothing, neither has who gives an answer that cannot be one', async ({
  folder,
}) => {
  const no = await init(folder, ['--yes=x', '--app', 'shop']);
  const declined = await init(
    folder,
    ['--app', 'shop', '--url', 'https://x.example', '--health', '/up', '--jwks', 'none'],
    ['no'],
  );
  const gone = await init(folder, ['--jwks', 'none'], ['shop']);
  const wrong = await init(folder, ['--health', 'up']);

  assert.equal([no.code, declined.code, gone.code, wrong.code], [2, 130, 130, 2]);
  assert.match(declined.text, 'nothing was written');
  assert.match(wrong.text, 'CLI_BAD_VALUE');
  assert.is(await config(folder).catch(() => ''), '');
});

test('an app without fly.toml is told how to get one, and the last words are three commands', async ({
  folder,
}) => {
  const { text } = await init(folder, []);

  assert.match(text, '`flyctl launch --no-deploy` makes the app');
  const next = text.slice(text.indexOf('\nNext\n')).trim().split('\n').slice(1);
  assert.equal(
    next.map((line) => line.trim().split(/ {2,}/)[0]),
    [
      'npm install -D @paintbox/deploy-cli @paintbox/deploy-core @paintbox/deploy-plugin-aws @paintbox/deploy-plugin-checks @paintbox/deploy-plugin-fly',
      'paintbox-deploy doctor',
      'paintbox-deploy plan',
    ],
  );
});

test('in a package of a workspace, lockfile and module kind are those of the root', async ({ folder }) => {
  await withFiles(folder, {
    '.git/config': '[remote "origin"]\nurl = git@github.com:team/shop.git\n',
    'package.json': '{ "type": "commonjs", "packageManager": "pnpm@12.1.0" }',
    'pnpm-lock.yaml': '',
    'apps/shop/fly.toml': 'app = "shop"\n',
    'apps/shop/.gitignore': 'dist',
  });
  const cwd = join(folder, 'apps/shop');

  const { text } = await init(cwd, []);

  assert.match(text, 'wrote paintbox.deploy.config.mts');
  assert.match(text, 'npx -y pnpm@12.1.0 add -D @paintbox/deploy-cli');
  assert.match(text, 'init --github');
  assert.is(await readFile(join(cwd, '.gitignore'), 'utf8'), 'dist\n.paintbox/\n');
});

test('a config under another of its names is not joined by a second one', async ({ folder }) => {
  await withFiles(folder, { 'paintbox.deploy.config.mjs': '// mine' });

  const { code, text } = await init(folder, []);

  assert.is(code, 2);
  assert.match(text, 'paintbox.deploy.config.mjs exists already');
});

test('fly.toml is read as people write it', () => {
  const http =
    '# app = "no"\napp = "shop"\n[env]\n  PORT = "1"\n[http_service]\n  internal_port = 3000 # web\n';
  assert.equal(readFlyToml(`${http}[[http_service.checks]]\n  path = "/up"\n`), {
    app: 'shop',
    port: 3000,
    healthPath: '/up',
  });
  assert.equal(readFlyToml('[[services]]\ninternal_port = 80\n[[services.http_checks]]\npath = "/h"\n'), {
    app: undefined,
    port: 80,
    healthPath: '/h',
  });
  assert.equal(readFlyToml('app = "a b"\n[checks.web]\npath = "/c"'), {
    app: undefined,
    port: undefined,
    healthPath: '/c',
  });
});

test('routes that are files are found; packages, builds and tests are not read', async ({ folder }) => {
  await withFiles(folder, {
    'app/(site)/api/health/route.ts': 'export const GET = () => new Response();',
    'app/.well-known/jwks.json/route.ts': 'export const GET = () => keys;',
    'node_modules/x/index.js': "'/healthz' PAINTBOX_BUILD_ID",
    'src/app.test.ts': 'PAINTBOX_BUILD_ID',
  });

  const { healthPath, jwksPath, build } = await readSources(folder);

  assert.equal(
    [healthPath?.value, jwksPath?.value, build],
    ['/api/health', '/.well-known/jwks.json', undefined],
  );
});

test.run();
