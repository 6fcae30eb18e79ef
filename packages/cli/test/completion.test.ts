import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, cleanEnv, folderWith, runCli } from './run-cli.ts';

const test = suite('completion');
const BIN = fileURLToPath(new URL('../bin.cjs', import.meta.url));

/** What a real bash offers for a command line, by the script that we print. */
async function completedByBash(line: readonly string[]): Promise<readonly string[]> {
  const folder = await folderWith({});
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'paintbox-deploy'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, {
    mode: 0o755,
  });
  const script = [
    'eval "$(paintbox-deploy completion bash)"',
    'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _paintbox_deploy',
    String.raw`printf '%s\n' "${'$'}{COMPREPLY[@]}"`,
  ].join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', 'paintbox-deploy', ...line], {
    cwd: GOOD,
    env: cleanEnv({ PATH: [bin, process.env['PATH'] ?? ''].join(delimiter) }),
    timeout: 180_000,
  });
  await rm(folder, { recursive: true });
  return stdout.split('\n').filter((word) => word !== '');
}

async function candidates(...line: readonly string[]): Promise<readonly string[]> {
  const { code, stdout } = await runCli(['--complete', ...line]);
  assert.is(code, 0);
  return stdout
    .split('\n')
    .flatMap((each) => each.split('\t')[0] ?? [])
    .filter((word) => word !== '');
}

test('bash completes commands, words of commands, flags and the values of flags', async () => {
  assert.equal(await completedByBash(['ke']), ['keys']);
  assert.equal(await completedByBash(['keys', '']), ['check', 'rotate']);
  assert.equal(await completedByBash(['deploy', '--lock']), ['--lock-wait']);
  assert.equal(await completedByBash(['deploy', '--env', '']), ['production', 'staging']);
});

test("a pipeline's own flags complete, and a flag that was given is not offered again", async () => {
  assert.ok((await candidates('deploy', '--')).includes('--to'));
  assert.not.ok((await candidates('show', '--')).includes('--to'));
  assert.not.ok((await candidates('deploy', '--to', '7', '--')).includes('--to'));
  assert.equal(await candidates('deploy', '--reporter', 'j'), ['jsonl']);
  assert.equal(await candidates('plan', 'keys', 'c'), ['check']);
});

test('fleets and their waves complete', async () => {
  const config = fileURLToPath(new URL('../../../paintbox.fleet.config.ts', import.meta.url));

  assert.equal(await candidates('--config', config, 'fleet', 'status', ''), ['shops']);
  assert.equal(await candidates('--config', config, 'fleet', 'rollback', 'shops', '--wave', ''), [
    'canaries',
    'third',
    'rest',
  ]);
});

test('without a config the built-in commands complete all the same', async () => {
  const folder = await folderWith({ 'package.json': '{}' });
  const { code, stdout } = await runCli(['--complete', ''], { cwd: folder });
  await rm(folder, { recursive: true });

  assert.is(code, 0);
  assert.match(stdout, /^history\t/m);
  assert.not.match(stdout, /^deploy\t/m);
});

test('every shell has a script that says where to put it; an unknown one is refused', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await runCli(['completion', shell]);
    assert.is(code, 0);
    assert.match(stdout, /# Add to ~\//);
  }
  const { code, stderr } = await runCli(['completion', 'bsh']);
  assert.is(code, 2);
  assert.match(stderr, "did you mean 'bash'?");
});

test.run();
