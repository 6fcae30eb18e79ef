/** What help knows beside commands. */
import { exitCodeMeans, exitCodes } from '@paintbox/deploy-core/run';
import { RUN_FLAGS } from '../arguments/flags.ts';
import { flagRows } from './command.ts';
import { table } from './page.ts';
import type { PageStyle, Row } from './page.ts';

const VARIABLES: readonly Row[] = [
  ['PAINTBOX_APP_URL', "the app's address; --app-url beats it"],
  ['PAINTBOX_STATE_DIR', 'where records and locks are kept; default .paintbox beside the config'],
  ['FLY_APP', "the platform's name of the app"],
  ['FLY_API_TOKEN', 'token of the app on Fly.io; FLY_ACCESS_TOKEN beats it'],
  ['FLYCTL_PATH', 'the flyctl executable, which only builds'],
  ['FLY_FLAPS_BASE_URL', "another address of Fly's Machines API; also FLY_API_BASE_URL, FLY_REGISTRY_HOST"],
  ['AWS_…', "the AWS SDK's own variables, endpoints included"],
  ['FORCE_ROLLBACK', 'true skips the question of a rollback'],
  ['NO_COLOR', 'prints without colour'],
];

interface Topic {
  readonly name: string;
  readonly describe: string;
  readonly text: (style: PageStyle) => string;
}

/** All topics, in the order of the overview. */
export const TOPICS: readonly Topic[] = [
  {
    name: 'run-flags',
    describe: 'flags of commands that run: --yes, --no-rollback, --lock-wait, …',
    text: (style) => table(style, 'Flags of commands that run', flagRows(RUN_FLAGS)),
  },
  {
    name: 'exit-codes',
    describe: 'what each exit code means',
    text: (style) =>
      table(
        style,
        'Exit codes',
        exitCodes.map(({ code }) => [String(code), exitCodeMeans(code)]),
      ),
  },
  {
    name: 'variables',
    describe: 'environment variables that always work',
    text: (style) => table(style, 'Environment variables', VARIABLES),
  },
];
