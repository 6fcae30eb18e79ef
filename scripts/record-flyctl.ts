/**
 * Records what the real flyctl asks for, for each file of the corpus of config files: `flyctl deploy` of an image to the emulated
 * platform, and of each machine it asks for the config. `FLYCTL_PATH` names the flyctl (0.4.87 or newer). With names of files as words, only those are recorded.
 *
 *     FLYCTL_PATH=/usr/local/bin/flyctl node scripts/record-flyctl.ts
 *     FLYCTL_PATH=/usr/local/bin/flyctl node scripts/record-flyctl.ts env-kinds.toml
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from './record-flyctl/listener.ts';
import { APP, openPlatform } from './record-flyctl/platform.ts';
import type { RecordingPlatform } from './record-flyctl/platform.ts';
import { recordingOf } from './record-flyctl/recording.ts';
import type { Said } from './record-flyctl/recording.ts';

const folder = fileURLToPath(new URL('../packages/plugin-fly/test/config/', import.meta.url));
const corpus = join(folder, 'corpus');
/** What cannot be recorded on the loopback. */
const UNRECORDED: Readonly<Record<string, string>> = {
  'statics-relative.toml': 'flyctl first makes a bucket on the internet and uploads the folder',
};
const AT_ONCE = 2;
const SLOWEST_MS = 60_000;

const flyctl = process.env['FLYCTL_PATH'] ?? '';
if (flyctl === '') {
  console.error('set FLYCTL_PATH to a real flyctl');
  process.exit(1);
}
const named = process.argv.slice(2);
const files = (await readdir(corpus, { withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map(({ name }) => name);
const updates = await readdir(join(folder, 'updates'));
const waiting = [
  ...files.map((name) => ({ name, record: (on: RecordingPlatform) => recordFile(on, name) })),
  ...updates.map((name) => ({ name, record: (on: RecordingPlatform) => recordUpdate(on, name) })),
].filter(({ name }) => named.length === 0 || named.includes(name));
await Promise.all(Array.from({ length: AT_ONCE }, recordAll));

async function recordAll(): Promise<void> {
  await using platform = await openPlatform();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.record(platform);
}

/** A file of the corpus, deployed to an empty app. */
async function recordFile(platform: RecordingPlatform, name: string): Promise<void> {
  const unrecorded = UNRECORDED[name];
  const recording =
    unrecorded === undefined ? recordingOf(...(await deploy(platform, corpus, name))) : { unrecorded };
  await write(name, join(folder, 'recordings', `${name.replace(/\.\w+$/, '')}.json`), recording);
}

/** A file deployed to an app that has a machine: what becomes of that machine's config. */
async function recordUpdate(platform: RecordingPlatform, name: string): Promise<void> {
  const place = join(folder, 'updates', name);
  const live = JSON.parse(await readFile(join(place, 'machine.json'), 'utf8')) as Config;
  await write(
    name,
    join(place, 'recording.json'),
    recordingOf(...(await deploy(platform, place, 'fly.toml', live))),
  );
}

async function write(name: string, path: string, recording: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(recording)}\n`);
  console.log(`${name}: ${'groups' in recording ? 'recorded' : Object.values(recording).join('')}`);
}

/** Deploys a file: the machines asked for, and what flyctl said. flyctl runs in the folder of the file, because it reads local files from there. */
async function deploy(
  platform: RecordingPlatform,
  cwd: string,
  name: string,
  live?: Config,
): Promise<Parameters<typeof recordingOf>> {
  const volumes = await platform.prepare(live);
  const words = ['deploy', '--app', APP, '--config', name, '--image', platform.image];
  const rest = ['--ha=false', '--detach', '--yes', '--deploy-retries', '0'];
  const { url } = platform;
  const env = {
    PATH: process.env['PATH'],
    HOME: platform.dir,
    NO_COLOR: '1',
    FLY_ACCESS_TOKEN: 'recorded',
    FLY_SEND_METRICS: '0',
    FLY_NO_UPDATE_CHECK: '1',
    FLY_API_BASE_URL: url,
    FLY_FLAPS_BASE_URL: url,
    FLY_UIEX_BASE_URL: url,
  };
  const said = await new Promise<Said>((resolve) => {
    const options = { cwd, env, timeout: SLOWEST_MS };
    execFile(flyctl, [...words, ...rest], options, (error, stdout, stderr) =>
      resolve({ isDone: error === null, text: `${stdout}\n${stderr}` }),
    );
  });
  return [platform.asked(), said, volumes];
}
