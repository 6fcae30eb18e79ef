/** The one file that runs git. */
import type { StageContext } from '@paintbox/deploy-core';

const GIT_MS = 5_000;

/** The commit of the working folder, with `+` after it when tracked files were changed since; undefined outside a repository. */
export async function commitOfFolder(ctx: StageContext): Promise<string | undefined> {
  const git = ctx.$({ timeoutMs: GIT_MS });
  try {
    const head = await git`git rev-parse HEAD`;
    if (head.exitCode !== 0) return undefined;
    const changed = await git`git status --porcelain --untracked-files=no`;
    return `${head.stdout.trim()}${changed.exitCode === 0 && changed.stdout.trim() === '' ? '' : '+'}`;
  } catch {
    ctx.signal.throwIfAborted();
    // Without a working git the ledger has no commit. The deploy does not fail for that.
    return undefined;
  }
}
