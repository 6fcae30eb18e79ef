/** Every entry point refuses a Node that is too old. The tests fake an old version number; test/custom-plugin.test.ts uses a real old Node if there is one. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const CORE = resolve(import.meta.dirname, '..');
const DOORS = ['index.ts', 'run.ts', 'release.ts', 'keys.ts', 'proxy.ts', 'fleet.ts', 'testing/index.ts'];

/** What a Node that says it is `version` prints when it imports a door. */
function imported(door: string, version: string): Promise<string> {
  const disguise = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  const program = `await import(${JSON.stringify(pathToFileURL(join(CORE, 'src', door)).href)}); console.log('loaded');`;
  const args = ['--import', `data:text/javascript,${disguise}`, '--input-type=module', '-e', program];
  return new Promise((settle) => {
    execFile(process.execPath, args, { timeout: 30_000 }, (_error, stdout, stderr) =>
      settle(stdout + stderr),
    );
  });
}

test('an old Node is told by every door which one is needed', async () => {
  const { engines } = JSON.parse(await readFile(join(CORE, 'package.json'), 'utf8')) as {
    readonly engines: { readonly node: string };
  };
  const oldest = engines.node.replace('>=', '');

  for (const door of DOORS) {
    const said = await imported(door, '20.20.2');

    assert.match(
      said,
      `Error: @paintbox/deploy-core needs Node ${oldest} or newer, and this is Node 20.20.2`,
      door,
    );
    assert.not.match(said, 'loaded');
  }
  assert.match(await imported('index.ts', '22.17.9'), 'or newer, and this is Node 22.17.9');
});

test('a new enough Node is let in', async () => {
  for (const version of ['22.18.0', '24.0.0', '100.1.0'])
    assert.is((await imported('index.ts', version)).trim(), 'loaded');
});

test.run();
