/** A plugin of people who have only the published package: packed, installed with npm into an empty folder, compiled by its own compiler, and tried. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from '../scripts/run-command.ts';
import { must, packedCore } from './packed.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLE = join(ROOT, 'examples/custom-plugin');

const PIPELINE = `import { definePipeline, stage } from '@paintbox/deploy-core';
import { release } from '@paintbox/deploy-core/release';
import type { Release } from '@paintbox/deploy-core/release';
import { lookAtCdn, switchCdn } from 'deploy-plugin-cdn';

declare const released: Release;
const options = { api: 'https://cdn.example', zone: 'shop' };
const ship = stage({ name: 'shop.release', provides: { release }, run: () => ({ release: released }) });
`;
const RIGHT = `${PIPELINE}definePipeline('deploy', [ship, lookAtCdn(options), switchCdn(options)]);\n`;
const WRONG = `${PIPELINE}definePipeline('deploy', [ship, switchCdn(options), lookAtCdn(options)]);\n`;
const SENTENCE =
  "stage 'cdn.switch' needs 'cdn-before', which only the later stage 'cdn.look' provides: move it after that stage";

/** A Node on the path that is older than what the core needs. */
async function oldNode(): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(folder, 'node');
    const ran = await runCommand([node, '--version'], { cwd: ROOT }).catch(() => undefined);
    const [, major = '99'] = /^v(\d+)\./.exec(ran?.output ?? '') ?? [];
    if (Number(major) < 22) return node;
  }
  return undefined;
}

const plugin = suite<{ folder: string }>('a plugin from outside', { folder: '' });

plugin.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'paintbox-custom-plugin-'));
  const tarball = await packedCore(join(context.folder, 'packed'));
  // Only what its authors keep: neither their installation nor what they compiled.
  const kept = ['package.json', 'tsconfig.json', 'src', 'test'];
  for (const name of kept) await cp(join(EXAMPLE, name), join(context.folder, name), { recursive: true });
  const install = ['npm', 'install', tarball];
  await must([...install, '--no-audit', '--no-fund', '--prefer-offline'], context.folder);
  await must(['npm', 'run', 'build'], context.folder);
});

plugin.after(async ({ folder }) => {
  await rm(folder, { recursive: true, force: true });
});

plugin('what is installed is what was packed, and nothing of this repository', async ({ folder }) => {
  const core = join(folder, 'node_modules/@paintbox/deploy-core');
  const manifest = await readFile(join(core, 'package.json'), 'utf8');

  assert.equal(await readdir(join(folder, 'node_modules/@paintbox')), ['deploy-core']);
  assert.not.match(manifest, /"(catalog|workspace):/);
  assert.match(manifest, './dist/testing/index.js');
  assert.not.ok((await readdir(core)).includes('src'));
});

const old = await oldNode();
// Where every Node is new, packages/core/test/node-version.test.ts shows the same with a Node in disguise.
if (old !== undefined) {
  plugin('an old Node is told which one is needed, by every door', async ({ folder }) => {
    for (const door of ['', '/run', '/release', '/keys', '/proxy', '/fleet', '/testing']) {
      const program = `import('@paintbox/deploy-core${door}').then(() => console.log('loaded'))`;
      const ran = await runCommand([old, '-e', program], { cwd: folder });

      assert.match(
        ran.output,
        'Error: @paintbox/deploy-core needs Node 22.18 or newer, and this is Node',
        door,
      );
      assert.not.ok(ran.ok);
    }
  });
}

plugin(
  'it was compiled, the declarations of its dependencies included, and gives its own',
  async ({ folder }) => {
    assert.match(await readFile(join(folder, 'dist/src/switch-cdn.d.ts'), 'utf8'), 'Stage<');
  },
);

plugin('it builds itself before it is packed, and nothing else is in the tarball', async ({ folder }) => {
  await rm(join(folder, 'dist'), { recursive: true });

  const said = await must(
    ['npm', 'pack', '--json', '--silent', '--pack-destination', tmpdir(), '--dry-run'],
    folder,
  );

  const [{ files } = { files: [] }] = JSON.parse(said.slice(said.search(/^\[/m))) as readonly {
    readonly files: readonly { readonly path: string }[];
  }[];
  const paths = files.map(({ path }) => path);
  assert.ok(paths.includes('dist/src/index.js') && paths.includes('dist/src/index.d.ts'), paths.join(', '));
  assert.equal(
    paths.filter((path) => !path.startsWith('dist/src/') && path !== 'package.json'),
    [],
  );
});

plugin('its own tests pass, the contract suite among them', async ({ folder }) => {
  const output = await must(['npm', 'test'], folder);

  assert.match(output, /pass 5\n/);
});

plugin('a pipeline in the wrong order does not compile and says what to do', async ({ folder }) => {
  await writeFile(join(folder, 'right.ts'), RIGHT);
  await writeFile(join(folder, 'wrong.ts'), WRONG);
  const compilerOptions = { target: 'es2024', module: 'nodenext', strict: true, noEmit: true, types: [] };
  const files = ['right.ts', 'wrong.ts'];
  await writeFile(join(folder, 'tsconfig.pipelines.json'), JSON.stringify({ compilerOptions, files }));

  const tsc = join(folder, 'node_modules/.bin/tsc');
  const ran = await runCommand([tsc, '-p', 'tsconfig.pipelines.json', '--pretty', 'false'], {
    cwd: folder,
  });

  const errors = ran.output.split('\n').filter((line) => line.includes('error TS'));
  assert.not.ok(ran.ok);
  assert.is(errors.length, 1, ran.output);
  assert.match(errors[0] ?? '', 'wrong.ts');
  assert.match(ran.output, SENTENCE);
});

plugin("what 'plugin new' writes compiles and keeps the contract", async ({ folder }) => {
  const cli = join(ROOT, 'packages/cli/bin.cjs');
  await must([process.execPath, cli, 'plugin', 'new', '@shop/marks'], folder);
  const made = join(folder, 'deploy-plugin-marks');
  const again = await runCommand([process.execPath, cli, 'plugin', 'new', 'marks'], {
    cwd: folder,
  });
  // It stands inside the folder that has everything installed.
  const built = await must([join(folder, 'node_modules/.bin/tsc')], made);
  const tested = await must(['npm', 'test'], made);

  assert.is(JSON.parse(await readFile(join(made, 'package.json'), 'utf8')).name, '@shop/deploy-plugin-marks');
  assert.is(built, '');
  assert.match(tested, /pass 2\n/);
  assert.not.ok(again.ok);
  assert.match(again.output, 'CLI_FOLDER_NOT_EMPTY');
});

plugin('docs/plugins.md shows the files of the example as they are', async () => {
  const text = await readFile(join(ROOT, 'docs/plugins.md'), 'utf8');
  const shown = [...text.matchAll(/^```ts\n\/\/ ((?:src|test)\/\S+)\n([\s\S]*?)^```$/gm)];

  for (const [, name = '', code] of shown)
    assert.is(
      code,
      await readFile(join(EXAMPLE, name), 'utf8'),
      `${name}: docs/plugins.md shows another text`,
    );
  assert.equal(
    shown
      .map(([, name = '']) => name)
      .filter((name) => name.startsWith('src/'))
      .toSorted(),
    (await readdir(join(EXAMPLE, 'src'))).map((name) => `src/${name}`).toSorted(),
  );
  for (const name of ['package.json', 'tsconfig.json'])
    assert.ok(text.includes(await readFile(join(EXAMPLE, name), 'utf8')), `${name} is not shown as it is`);
});

plugin.run();
