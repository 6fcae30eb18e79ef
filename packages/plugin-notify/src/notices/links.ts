/** Where a notice leads: the report, the job that ran it, the commit, the page of the error. Channels with buttons show them as such. */
import type { RunInfo, RunRecord } from '@paintbox/deploy-core/run';
import type { NoticeLink } from './notice.ts';

/** Slack takes no longer address on a button; a longer one would make the whole message be refused. */
const LONGEST = 3_000;

/** The links of a run, the most helpful first. */
export function linksOf(
  run: Pick<RunInfo, 'id' | 'url' | 'source'>,
  error?: RunRecord['error'],
): readonly NoticeLink[] {
  const { reportUrl, jobUrl, commitUrl } = run.source ?? {};
  return [
    { label: 'Report', url: reportUrl?.replaceAll('{run}', encodeURIComponent(run.id)) },
    { label: 'Run', url: jobUrl },
    { label: 'What to do', url: error?.docs ?? undefined },
    { label: 'Commit', url: commitUrl },
    { label: 'App', url: run.url },
  ].flatMap(({ label, url }) =>
    url !== undefined && isSafe(url) ? [{ label, url: new URL(url).href }] : [],
  );
}

/** Only an address of the web: a variable or a server may have said anything. */
function isSafe(url: string): boolean {
  return url.length <= LONGEST && /^https?:\/\//i.test(url) && URL.canParse(url);
}
