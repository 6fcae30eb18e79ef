/** Exit codes, streams and environment of any flyctl process (§1). */
import * as assert from 'uvu/assert';
import { call, scene, type Behaviour } from './behaviour.ts';

export const processRows: readonly Behaviour[] = [
  call('1.1', 'code', 'an unknown flag ends with 1 and its name', {
    words: ['status', '--jason'],
    code: 1,
    stderr: 'Error: unknown flag: --jason',
  }),
  call('1.1', 'code', 'an unknown command ends with 1', {
    words: ['frobnicate'],
    code: 1,
    stderr: 'unknown command "frobnicate" for "flyctl"',
  }),
  call('1.1', 'code', 'a bool flag that is no bool ends with 1', {
    words: ['deploy', '--ha=perhaps'],
    code: 1,
    stderr: 'invalid argument "perhaps" for "--ha" flag',
  }),
  call('1.1', 'code', 'a recovered panic ends with 3', {
    words: ['status'],
    faults: [{ kind: 'panic' }],
    code: 3,
    stderr: 'panic: ',
  }),
  call('1.1', 'code', 'a deadline that was exceeded ends with 126', {
    words: ['status'],
    faults: [{ kind: 'deadline' }],
    code: 126,
    stderr: 'Error: context deadline exceeded',
  }),
  call('1.1', 'code', 'cancelled work ends with 127 and prints nothing', {
    words: ['status'],
    faults: [{ kind: 'cancelled' }],
    code: 127,
    silent: true,
  }),
  call('1.1', 'code', 'killed by a signal, there is no exit code', {
    words: ['status'],
    faults: [{ kind: 'kill-self' }],
    code: null,
  }),
  call('1.1', 'code', 'an error of several lines is printed whole', {
    words: ['status'],
    faults: [{ kind: 'exit-1', text: 'failed to run query {\n  app\n}: server says no' }],
    code: 1,
    stderr: /^Error: failed to run query \{\n {2}app\n\}: server says no$/mu,
  }),
  call('1.2', 'code', 'JSON is indented by four spaces', {
    words: ['status', '--json'],
    code: 0,
    stdout: /^\{\n {4}"ID": /u,
  }),
  call('1.2', 'code', 'the JSON of version is one line, its number an object', {
    words: ['version', '--json'],
    code: 0,
    stdout: /^\{"Name":"flyctl","Version":\{"Major":0,"Minor":4,"Patch":87,.*\}\n$/u,
  }),
  call('1.2', 'code', 'log lines come on stdout in front of JSON', {
    words: ['status', '--json'],
    faults: [{ kind: 'noise' }],
    code: 0,
    stdout: /^WARN .*\n\{/u,
  }),
  call('1.2', 'code', 'LOG_LEVEL=error silences them', {
    words: ['status', '--json'],
    env: { LOG_LEVEL: 'error' },
    faults: [{ kind: 'noise' }],
    code: 0,
    stdout: /^\{/u,
  }),
  call('1.2', 'code', 'findings of the validation are coloured even with NO_COLOR', {
    words: ['config', 'validate'],
    env: { NO_COLOR: '1' },
    code: 0,
    stdout: '\u001B[32m✓\u001B[0m Configuration is valid',
  }),
  call('1.2', 'code', 'a prompt without a terminal ends with 1 instead of hanging', {
    words: ['machine', 'destroy', '--force', '--image', 'x:y'],
    code: 1,
    stderr: 'prompt: non interactive',
  }),
  call('1.2', 'code', '--json is unknown where a command has none', {
    words: ['deploy', '--json'],
    code: 1,
    stderr: 'Error: unknown flag: --json',
  }),
  call('1.2', 'code', 'FLY_JSON=1 turns JSON on where it exists', {
    words: ['auth', 'whoami'],
    env: { FLY_JSON: '1' },
    code: 0,
    stdout: /^\{\n {4}"email"/u,
  }),
  call('1.3', 'code', 'without a token nothing but version works', {
    words: ['auth', 'whoami'],
    env: { FLY_API_TOKEN: '' },
    code: 1,
    stderr: "Error: no access token available. Please login with 'flyctl auth login'",
  }),
  call('1.3', 'code', 'FLY_ACCESS_TOKEN goes before FLY_API_TOKEN, and its scheme may be left on', {
    words: ['auth', 'whoami', '--json'],
    env: { FLY_API_TOKEN: 'invalid', FLY_ACCESS_TOKEN: 'FlyV1 good' },
    code: 0,
  }),
  call('1.3', 'code', 'a token that is refused says so', {
    words: ['status', '--json'],
    env: { FLY_API_TOKEN: 'invalid' },
    code: 1,
    stderr: 'You must be authenticated',
  }),
  call('1.3', 'code', '--app goes before FLY_APP', {
    words: ['status', '--json', '--app', 'demo'],
    env: { FLY_APP: 'other' },
    code: 0,
    stdout: '"Name": "demo"',
  }),
  call('1.3', 'code', 'FLY_APP goes before the config file', {
    words: ['status', '--json'],
    env: { FLY_APP: 'other' },
    code: 1,
    stderr: 'failed to get app: Could not find App "other"',
  }),
  call('1.3', 'code', 'an error is an annotation for GitHub when asked for', {
    words: ['status', '-a', 'other'],
    env: { FLY_GHA_ERROR_ANNOTATION: '1', GITHUB_ACTIONS: 'true' },
    code: 1,
    stdout: '::error title=flyctl error::failed to get app',
  }),
  scene(
    '1.2',
    'code',
    'an empty list of images is null, and of machines []',
    async (world) => {
      assert.is((await world.flyctl(['image', 'show', '--json'])).stdout.trim(), 'null');
      assert.equal(await world.json('machine', 'list', '--json'), []);
    },
    'empty',
  ),
];
