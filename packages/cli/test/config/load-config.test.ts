import { mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeployError } from '@paintbox/deploy-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../src/config/load-config.ts';
import { folderWith } from '../run-cli.ts';

const test = suite('load-config');
const NAME = 'paintbox.deploy.config.ts';
const VALID = `
import { defineConfig, definePipeline, stage } from '@paintbox/deploy-core';
export default defineConfig({
  app: 'demo',
  environments: { production: { url: 'https://demo.example' } },
  pipelines: [definePipeline('deploy', [stage({ name: 'a.b', run() {} })])],
});
`;

async function problemOf(
  files: Readonly<Record<string, string>>,
  given?: string,
): Promise<{ code: string; message: string; hint: string }> {
  const folder = await realpath(await folderWith(files));
  try {
    await loadConfig(folder, given);
  } catch (error) {
    if (!isDeployError(error)) throw error;
    assert.is(error.exitCode, 2);
    return { code: error.code, message: error.message, hint: error.hint ?? '' };
  } finally {
    await rm(folder, { recursive: true });
  }
  throw new Error('the config was accepted');
}

test('a config is found from a folder below it, past package.json, up to the repository root', async () => {
  const folder = await realpath(await folderWith({ [NAME]: VALID, 'packages/a/package.json': '{}' }));
  await mkdir(join(folder, '.git'));

  const loaded = await loadConfig(join(folder, 'packages/a'));

  assert.is(loaded.file, join(folder, NAME));
  assert.is(loaded.config.app, 'demo');
  await rm(folder, { recursive: true });
});

test('the search does not leave the repository', async () => {
  const folder = await realpath(await folderWith({ [NAME]: VALID, 'inner/.git/HEAD': '' }));

  const failure = await loadConfig(join(folder, 'inner')).catch((error: unknown) => error);

  assert.is(isDeployError(failure) && failure.code, 'CONFIG_NOT_FOUND');
  await rm(folder, { recursive: true });
});

test('a missing config says where it was looked for; a missing --config file says its name', async () => {
  assert.match((await problemOf({})).message, 'no paintbox.deploy.config.ts in this folder');
  const named = await problemOf({}, 'other.ts');
  assert.equal([named.code, named.message], ['CONFIG_NOT_FOUND', 'there is no file other.ts']);
});

test('broken syntax is shown with file and line', async () => {
  const problem = await problemOf({ [NAME]: 'const a = 1;\n\nexport default { a: , b };\n' });
  assert.is(problem.code, 'CONFIG_SYNTAX');
  assert.match(problem.message, `${NAME}:3: `);
  assert.is(
    (await problemOf({ 'paintbox.deploy.config.mjs': 'export default { a: , b };' })).code,
    'CONFIG_SYNTAX',
  );
});

test('a module that Node takes for CommonJS is to be renamed', async () => {
  for (const text of [
    "import { stage } from '@paintbox/deploy-core';\nvoid stage;\n",
    'export default {};\n',
  ]) {
    const problem = await problemOf({ 'package.json': '{ "type": "commonjs" }', [NAME]: text });
    assert.is(problem.code, 'CONFIG_SYNTAX');
    assert.match(problem.hint, 'rename the file to end in .mts');
  }
});

test('TypeScript that is more than types is explained with what to write instead', async () => {
  const enumeration = await problemOf({
    [NAME]: 'const a = 1;\nenum Size { Small }\nexport default { a, Size };\n',
  });
  assert.is(enumeration.code, 'CONFIG_TYPESCRIPT_ONLY');
  assert.match(enumeration.message, `${NAME}:2: a TypeScript enum`);
  assert.match(enumeration.hint, 'as const');
  const property = await problemOf({
    [NAME]: 'class A { constructor(private x: number) {} }\nexport default A;\n',
  });
  assert.match(property.message, 'parameter property');
  assert.match(property.hint, 'declare the field');
});

test('imports that lead nowhere name the importer and what to do', async () => {
  const missing = await problemOf({ [NAME]: "import { a } from '@nope/pkg';\nexport default a;\n" });
  assert.equal(
    [missing.code, missing.message],
    ['CONFIG_IMPORT', `${NAME} imports '@nope/pkg', which is not installed`],
  );
  assert.match(missing.hint, 'pnpm add -D @nope/pkg');
  const file = await problemOf({ [NAME]: "import { a } from './part.ts';\nexport default a;\n" });
  assert.is(file.message, `${NAME} imports part.ts, which does not exist`);
  const name = await problemOf({
    [NAME]: "import { defineConfg } from '@paintbox/deploy-core';\nexport default defineConfg;\n",
  });
  assert.match(name.message, "'@paintbox/deploy-core' exports no 'defineConfg'");
  assert.match(name.message, `${NAME}:1`);
});

test('a default export that is missing, empty or wrong has a message of its own', async () => {
  assert.match((await problemOf({ [NAME]: 'export const config = {};\n' })).message, 'exports only config');
  assert.match((await problemOf({ [NAME]: '' })).message, 'exports nothing');
  const plain = await problemOf({ [NAME]: "export default { app: '', pipeline: [] };\n" });
  assert.is(plain.code, 'CONFIG_INVALID');
  assert.match(plain.message, 'pipelines');
});

test('code that fails is shown with its place, also when its error looks like a missing file', async () => {
  const threw = await problemOf({ [NAME]: 'const a: any = undefined;\n\nexport default a.b.c;\n' });
  assert.is(threw.code, 'CONFIG_THREW');
  assert.match(threw.message, `${NAME}:3: TypeError: `);
  const read = await problemOf({
    [NAME]: "import { readFileSync } from 'node:fs';\nexport default readFileSync('nope.txt');\n",
  });
  assert.equal([read.code, read.message.includes('ENOENT')], ['CONFIG_THREW', true]);
  const parsed = await problemOf({ [NAME]: "export default JSON.parse('{');\n" });
  assert.is(parsed.code, 'CONFIG_THREW');
});

test('errors of core and plugins pass through, and mean that nothing was started', async () => {
  const wiring = await problemOf({
    [NAME]: `
import { artifact, definePipeline, json, stage } from '@paintbox/deploy-core';
const image = artifact('image', json());
export default definePipeline('deploy', [stage({ name: 'a.b', needs: { image }, run() {} })] as never);
`,
  });
  assert.is(wiring.code, 'PIPELINE_WIRING');
  const plugin = await problemOf({
    [NAME]:
      "import { DeployError } from '@paintbox/deploy-core';\nthrow new DeployError('FLY_X', 'no', { hint: 'do' });\n",
  });
  assert.equal([plugin.code, plugin.hint], ['FLY_X', 'do']);
});

test.run();
