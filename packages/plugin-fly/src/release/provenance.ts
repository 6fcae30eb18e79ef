/** The person and the commit of a release, from the environment and the working folder. */
import type { StageContext } from '@paintbox/deploy-core';
import { commitOfFolder } from '../build/git.ts';
import { userName } from '../files.ts';

/** The origin of a release, for the ledger. */
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

/** Reads the facts. Unknown ones are left out. */
export async function provenanceOf(ctx: StageContext): Promise<Provenance> {
  const by = firstOf(ctx, PEOPLE) ?? userName();
  const commit = firstOf(ctx, COMMITS) ?? (await commitOfFolder(ctx));
  return { ...(by === undefined ? {} : { by }), ...(commit === undefined ? {} : { commit }) };
}

function firstOf({ env }: StageContext, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}
