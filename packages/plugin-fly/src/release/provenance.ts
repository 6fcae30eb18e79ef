/** The person and the commit of a release. */
import { readSource } from '@paintbox/deploy-core/run';
import type { StageContext } from '@paintbox/deploy-core';
import type { RunSource } from '@paintbox/deploy-core/run';

/** Where the run comes from. A host that did not say it has its working folder and its variables looked at. */
export async function sourceOf({ run, env }: Pick<StageContext, 'run' | 'env'>): Promise<RunSource> {
  return run.source ?? readSource(env, process.cwd());
}

type Commit = Pick<RunSource, 'commit' | 'author'>;

/** The commit of an image or a release, with only the parts that are known. */
export function commitOf({ commit, author }: Commit): Commit {
  return { ...(commit === undefined ? {} : { commit }), ...(author === undefined ? {} : { author }) };
}
