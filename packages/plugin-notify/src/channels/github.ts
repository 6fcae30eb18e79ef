/** GitHub deployments: show on the commit and on the repository's page which commit was deployed where, with the result. */
import type { Channel, ChannelContext, ChannelOptions } from './channel.ts';
import { defineChannel } from './define-channel.ts';
import { githubDeployments } from './github-deployments.ts';
import { httpAddress, setting } from './setting.ts';

/** Options of `github()`. */
export interface GithubOptions extends ChannelOptions {
  /** Token with `deployments: write`. Default: `GITHUB_TOKEN`. */
  readonly token?: string | undefined;
  /** `owner/name`. Default: `GITHUB_REPOSITORY`. */
  readonly repository?: string | undefined;
  /** Commit, branch or tag that is deployed. Default: `GITHUB_SHA`. */
  readonly ref?: string | undefined;
  /** Default: `GITHUB_API_URL`, or GitHub's own. */
  readonly apiUrl?: string | undefined;
}

/**
 * Records each run that changes something as a deployment of GitHub, with its status; of a fleet each wave, when it begins and how it ended.
 *
 * @example
 * export const listeners = [github({ pipelines: ['deploy', 'rollback'] })]; // in GitHub Actions, with GITHUB_TOKEN handed over
 */
export function github(options: GithubOptions = {}): Channel {
  return defineChannel(
    {
      kind: 'github',
      variables: 'GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_SHA, as in GitHub Actions',
      connect(context, name, problems) {
        const token = setting(options.token, 'GITHUB_TOKEN', context);
        const repository = setting(options.repository, 'GITHUB_REPOSITORY', context);
        if (token === undefined || repository === undefined) return undefined;
        const secret = context.secret(token);
        const ref = setting(options.ref, 'GITHUB_SHA', context);
        if (ref === undefined)
          problems.push('nothing says which commit is deployed: set GITHUB_SHA, or the option ref');
        if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) problems.push("the repository is not 'owner/name'");
        const given = setting(options.apiUrl, 'GITHUB_API_URL', context) ?? 'https://api.github.com';
        const apiUrl = httpAddress(given, 'GITHUB_API_URL', problems);
        return githubDeployments({
          name,
          context,
          url: `${apiUrl}/repos/${repository}/deployments`,
          token: () => secret.reveal(),
          ref: ref ?? '',
          logUrl: logUrl(context),
        });
      },
    },
    options,
  );
}

/** The page of the job that runs this. */
function logUrl({ env }: ChannelContext): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server === undefined || run === undefined
    ? undefined
    : `${server}/${repository}/actions/runs/${run}`;
}
