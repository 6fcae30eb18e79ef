/** The one file that runs git. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const GIT_MS = 5_000;

/** The commit of a working folder. */
export interface HeadCommit {
  /** Followed by `+` when tracked files were changed since. */
  readonly commit: string;
  readonly author: string;
  /** The first line of its message. */
  readonly subject: string;
}

/** The commit of the folder; undefined outside a repository, and without a working git. */
export async function headCommit(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<HeadCommit | undefined> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', args, { cwd, env: { ...env, GIT_OPTIONAL_LOCKS: '0' }, timeout: GIT_MS })).stdout;
  try {
    const [head, changed] = await Promise.all([
      git('log', '-1', '--no-show-signature', '--format=%H%x00%an%x00%s'),
      // Whoever cannot tell whether files were changed must not say that none was.
      git('status', '--porcelain', '--untracked-files=no').catch(() => '?'),
    ]);
    const [commit = '', author = '', subject = ''] = head.trimEnd().split('\0');
    return commit === ''
      ? undefined
      : { commit: changed.trim() === '' ? commit : `${commit}+`, author, subject };
  } catch {
    return undefined;
  }
}
