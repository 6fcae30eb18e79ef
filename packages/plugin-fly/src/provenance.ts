/** Who releases, and from which commit, as far as the environment and the working folder say. */
import type { StageContext } from '@paintbox/deploy-core';

/** What the ledger keeps about the making of a release. */
export interface Provenance {
  readonly by?: string | undefined;
  readonly commit?: string | undefined;
}

/** In CI systems the person who triggered the job, else the user of this machine. */
const PEOPLE = [
  'GITHUB_ACTOR',
  'GITLAB_USER_LOGIN',
  'BUILDKITE_BUILD_CREATOR',
  'USER',
  'LOGNAME',
  'USERNAME',
];
const COMMITS = ['GITHUB_SHA', 'CI_COMMIT_SHA', 'BUILDKITE_COMMIT', 'GIT_COMMIT'];
const GIT_MS = 5_000;

/** Looks once; what is not known is left out. */
export async function provenanceOf(ctx: StageContext): Promise<Provenance> {
  const by = firstOf(ctx, PEOPLE);
  const commit = firstOf(ctx, COMMITS) ?? (await commitOfFolder(ctx));
  return { ...(by === undefined ? {} : { by }), ...(commit === undefined ? {} : { commit }) };
}

function firstOf({ env }: StageContext, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

async function commitOfFolder(ctx: StageContext): Promise<string | undefined> {
  const git = ctx.$({ timeoutMs: GIT_MS });
  try {
    const head = await git`git rev-parse HEAD`;
    if (head.exitCode !== 0) return undefined;
    const changed = await git`git status --porcelain --untracked-files=no`;
    return `${head.stdout.trim()}${changed.exitCode === 0 && changed.stdout.trim() === '' ? '' : '+'}`;
  } catch {
    ctx.signal.throwIfAborted();
    // No git, or one that does not answer: the ledger says nothing rather than the deploy failing for it.
    return undefined;
  }
}
