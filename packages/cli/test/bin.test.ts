import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BIN, GOOD, cleanEnv } from './run-cli.ts';
import type { Ended } from './run-cli.ts';

const test = suite('bin');

/** The executable as a Node would run it that says it is another version. */
function asNode(version: string, args: readonly string[]): Promise<Ended> {
  const disguise = `data:text/javascript,Object.defineProperty(process,'version',{value:'${version}'})`;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', disguise, BIN, ...args],
      { cwd: GOOD, env: cleanEnv(), timeout: 30_000 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });
}

test('an old Node is told what it is and what to do', async () => {
  for (const version of ['v18.0.0', 'v20.20.2', 'v22.17.9']) {
    const { code, stdout, stderr } = await asNode(version, ['deploy']);

    assert.equal([code, stdout], [2, '']);
    assert.match(
      stderr,
      `CLI_NODE_TOO_OLD: this is Node ${version}; paintbox-deploy needs Node 22.18 or newer`,
    );
    assert.match(stderr, 'install Node 24');
  }
});

test('a new enough Node is let through, and --version says what package.json says', async () => {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  for (const node of ['v22.18.0', 'v22.20.1', 'v24.0.0', 'v26.10.0']) {
    assert.equal(await asNode(node, ['deploy', '--version']), {
      code: 0,
      signal: null,
      stdout: `${version}\n`,
      stderr: '',
    });
  }
});

test('files that every Node must parse have no newer syntax', async () => {
  const text = await readFile(BIN, 'utf8');

  assert.not.match(text, /\?\.|\?\?|\bawait\b|^import |#\w+ in /m);
});

test.run();
