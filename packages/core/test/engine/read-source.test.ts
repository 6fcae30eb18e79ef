/** Where a run comes from, read from real repositories and the variables of CI systems. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSource } from '../../src/run.ts';
import { inTempFolder } from '../temp-folder.ts';

const run = promisify(execFile);
/** Nothing of the machine's own settings. */
const GIT = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

async function repository(folder: string): Promise<void> {
  const git = (...args: readonly string[]): Promise<unknown> => run('git', args, { cwd: folder, env: GIT });
  await git('init', '--quiet');
  await writeFile(join(folder, 'app.ts'), 'export {};\n');
  await git('add', '.');
  const person = ['-c', 'user.name=Ada Lovelace', '-c', 'user.email=ada@example.com'];
  await git(...person, 'commit', '--quiet', '--message', 'keys: sign with both\n\nMore words.');
}

test('the commit of the working folder has its author and the first line of its message', async () => {
  await inTempFolder(async (folder) => {
    await repository(folder);
    const source = await readSource({ ...GIT, USER: 'ada' }, folder);

    assert.is(source.by, 'ada');
    assert.match(source.commit ?? '', /^[0-9a-f]{40}$/);
    assert.is(source.author, 'Ada Lovelace');
    assert.is(source.subject, 'keys: sign with both');
    assert.is(source.jobUrl, undefined);
  });
});

test('a commit is followed by + when tracked files were changed since', async () => {
  await inTempFolder(async (folder) => {
    await repository(folder);
    await writeFile(join(folder, 'app.ts'), 'export const changed = 1;\n');

    assert.match((await readSource(GIT, folder)).commit ?? '', /^[0-9a-f]{40}\+$/);
  });
});

test('in GitHub Actions the job and the commit have their pages, and the person is the one who triggered it', async () => {
  await inTempFolder(async (folder) => {
    const source = await readSource(
      {
        GITHUB_ACTOR: 'ada',
        GITHUB_SHA: 'f36e128',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_RUN_ID: '42',
        GITHUB_RUN_ATTEMPT: '2',
        USER: 'runner',
        PATH: GIT.PATH,
      },
      folder,
    );

    assert.equal(source, {
      by: 'ada',
      commit: 'f36e128',
      commitUrl: 'https://github.com/acme/shop/commit/f36e128',
      jobUrl: 'https://github.com/acme/shop/actions/runs/42/attempts/2',
    });
  });
});

test('a variable that holds no address of the web is no link', async () => {
  await inTempFolder(async (folder) => {
    const env = { CI_JOB_URL: 'javascript:alert(1)', PAINTBOX_REPORT_URL: 'not an address', USER: 'ada' };

    assert.equal(await readSource(env, folder), { by: 'ada' });
  });
});

test.run();
