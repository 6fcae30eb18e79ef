/** Which Node the packages are compared with when a newcomer with another Node installs them. */
import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';

const test = suite('node version');

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

test('pnpm compares what packages need with the Node that runs our scripts', async () => {
  const workspace = parse(await read('pnpm-workspace.yaml')) as { readonly nodeVersion?: string };
  const installed = JSON.parse(await read('node_modules/node/package.json')) as { readonly version: string };

  assert.is(workspace.nodeVersion, installed.version);
});

test.run();
