/** Finds out where a run comes from: the variables of the CI system, and the commit of the working folder. */
import { userInfo } from 'node:os';
import type { RunSource } from '../words/source.ts';
import { headCommit } from './git.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** In CI systems the person who triggered the job, else the user of this machine. */
const PEOPLE = [
  'GITHUB_ACTOR',
  'GITLAB_USER_LOGIN',
  'BUILDKITE_BUILD_CREATOR',
  'USER',
  'LOGNAME',
  'USERNAME',
];
/** Where the folder has no git. */
const COMMITS = ['GITHUB_SHA', 'CI_COMMIT_SHA', 'BUILDKITE_COMMIT', 'GIT_COMMIT'];
/** Pages of the job: GitLab CI, Buildkite, Jenkins and CircleCI (their lists of predefined variables). GitHub's is put together. */
const JOBS = ['CI_JOB_URL', 'BUILDKITE_BUILD_URL', 'BUILD_URL', 'CIRCLE_BUILD_URL'];

/**
 * Reads it. Unknown parts are left out; it never fails.
 *
 * @example
 * const record = await runPipeline({ ...options, source: await readSource(process.env, process.cwd()) });
 */
export async function readSource(env: Variables, cwd: string): Promise<RunSource> {
  const head = await headCommit(cwd, env);
  const commit = head?.commit ?? firstOf(env, COMMITS);
  const repository = repositoryUrl(env);
  const known = {
    by: firstOf(env, PEOPLE) ?? userName(),
    commit,
    author: head?.author,
    subject: head?.subject,
    commitUrl: commit === undefined ? undefined : commitUrl(env, commit.replace(/\+$/, '')),
    jobUrl: firstOf(env, JOBS) ?? (repository === undefined ? undefined : jobUrl(env, repository)),
    reportUrl: firstOf(env, ['PAINTBOX_REPORT_URL']),
  };
  return Object.fromEntries(
    Object.entries(known).filter(([name, value]) => value !== undefined && isFit(name, value)),
  );
}

/** GitHub Actions: https://docs.github.com/actions/reference/workflows-and-actions/variables. */
function repositoryUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }: Variables): string | undefined {
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined;
}

function jobUrl({ GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT }: Variables, repository: string): string | undefined {
  if (!GITHUB_RUN_ID) return undefined;
  const attempt = GITHUB_RUN_ATTEMPT ? `/attempts/${GITHUB_RUN_ATTEMPT}` : '';
  return `${repository}/actions/runs/${GITHUB_RUN_ID}${attempt}`;
}

function commitUrl(env: Variables, commit: string): string | undefined {
  const repository = repositoryUrl(env);
  if (repository !== undefined) return `${repository}/commit/${commit}`;
  const gitlab = env['CI_PROJECT_URL'];
  return gitlab ? `${gitlab}/-/commit/${commit}` : undefined;
}

/** A variable may hold anything: only an address of the web becomes a link. */
function isFit(name: string, value: string): boolean {
  return !name.endsWith('Url') || (URL.canParse(value) && /^https?:\/\//i.test(value));
}

function firstOf(env: Variables, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

/** Undefined where the system knows none, as in some containers. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
