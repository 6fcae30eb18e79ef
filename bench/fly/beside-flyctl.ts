/**
 * `fly.boot` and `fly.switch` beside the real `flyctl deploy --image` (blue-green), in turn, on one emulated platform: time, and calls by the platform's
 * own log. `FLYCTL_PATH` names the real flyctl; this repository has none.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { definePipeline, stage } from '@paintbox/deploy-core';
import { fileStore, runPipeline } from '@paintbox/deploy-core/run';
import type { LoggedCall } from '@paintbox/deploy-emulators/fly';
import { worldEnvironment } from '@paintbox/deploy-local-world';
import type { WorldAddress } from '@paintbox/deploy-local-world';
import { ensureKeys, identity } from '@paintbox/deploy-plugin-aws';
import * as fly from '@paintbox/deploy-plugin-fly';
import { flyctlOf } from '../../test/proof/fly/witness/flyctl.ts';
import { printTable } from '../print-table.ts';
import { writeWebOnly } from './web-only.ts';

const TURNS = 2;

/** What one side took. */
interface Cost {
  readonly ms: number;
  readonly calls: readonly LoggedCall[];
}

/** Measures in turns, and prints. `dir` is an empty folder, `root` that of the repository. */
export async function printBesideFlyctl(
  address: WorldAddress,
  program: string,
  { dir, root }: { readonly dir: string; readonly root: string },
): Promise<void> {
  const config = await writeWebOnly(dir);
  setDefaultCACertificates([...getCACertificates('default'), await readFile(address.caFile, 'utf8')]);
  const flyctl = flyctlOf(program, address.flyApiUrl, dir);
  const image = (label: string): Promise<string> => pushed(address, root, label);
  await ours(address, { config, dir, image: await image('first') });
  const rows: string[][] = [];
  for (let turn = 1; turn <= TURNS; turn += 1) {
    const we = await ours(address, { config, dir, image: await image(`ours-${turn}`) });
    const theirImage = await image(`flyctl-${turn}`);
    const they = await measured(address, async () => {
      // Its look at the DNS afterwards has nothing to look at here.
      const words = [
        'deploy',
        '--image',
        theirImage,
        '--strategy',
        'bluegreen',
        '--yes',
        '--dns-checks=false',
      ];
      const { code, stdout, stderr } = await flyctl([...words, '--app', address.app]);
      if (code !== 0) throw new Error(`flyctl: ${stdout}\n${stderr}`);
    });
    rows.push([
      `turn ${turn}`,
      (we.ms / 1000).toFixed(1),
      (they.ms / 1000).toFixed(1),
      (we.ms / they.ms).toFixed(2),
      String(we.calls.length),
      String(they.calls.length),
      (we.calls.length / they.calls.length).toFixed(2),
    ]);
    if (turn === TURNS) for (const cost of [we, they]) console.log(namesOf(cost));
  }
  printTable(
    ['', 'boot + switch s', 'flyctl deploy s', 'ours ÷ flyctl', 'our calls', "flyctl's", 'ours ÷ flyctl'],
    rows,
  );
}

/** A release by the stages of the plugin, with its waits as they are by default. Measured from before `fly.boot` until after `fly.switch`. */
async function ours(
  address: WorldAddress,
  { config, dir, image }: { readonly config: string; readonly dir: string; readonly image: string },
): Promise<Cost> {
  const app = fly.app({ config });
  let from = 0;
  let cost: Cost = { ms: 0, calls: [] };
  const begin = stage({
    name: 'bench.begin',
    async run() {
      await control(address, 'DELETE');
      from = performance.now();
    },
  });
  const end = stage({
    name: 'bench.end',
    async run() {
      const ms = performance.now() - from;
      cost = { ms, calls: await callsOf(address) };
    },
  });
  const pipeline = definePipeline('deploy', [
    app.preflight(),
    identity(),
    app.wayBack(),
    ensureKeys(), // the app does not start without
    app.build(),
    begin,
    app.boot(),
    app.switch(),
    end,
    app.retire(),
  ]);
  const { exitCode, error } = await runPipeline({
    pipeline,
    environment: { name: 'bench', app: address.app, url: address.appUrl },
    store: fileStore(join(dir, 'state')),
    env: { ...process.env, ...worldEnvironment(address) },
    params: { image },
  });
  if (exitCode !== 0) throw new Error(`${error?.code}: ${error?.message}`);
  return cost;
}

async function measured(address: WorldAddress, work: () => Promise<void>): Promise<Cost> {
  await control(address, 'DELETE');
  const from = performance.now();
  await work();
  return { ms: performance.now() - from, calls: await callsOf(address) };
}

async function callsOf(address: WorldAddress): Promise<readonly LoggedCall[]> {
  return (await (await control(address, 'GET')).json()) as readonly LoggedCall[];
}

function control({ flyApiUrl }: WorldAddress, method: string): Promise<Response> {
  return fetch(new URL('/_emulator/calls', flyApiUrl), { method });
}

/** `machines.list 4, machines.get 3` */
function namesOf({ calls }: Cost): string {
  const counted = [...Map.groupBy(calls, ({ name }) => name)].map(
    ([name, all]) => [name, all.length] as const,
  );
  return counted
    .toSorted((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

/** Builds the example app once more, into an image of its own, with the stand-in's builder. */
async function pushed(address: WorldAddress, root: string, label: string): Promise<string> {
  const words = ['--app', address.app, '-c', 'fly.production.toml', '--build-only', '--push'];
  const { stderr } = await promisify(execFile)(
    address.flyctlPath,
    ['deploy', '.', ...words, '--image-label', label, '--build-arg', `BUILD=${label}`],
    { env: { ...process.env, ...worldEnvironment(address) }, cwd: root },
  );
  const digest = /@(sha256:[0-9a-f]{64})/.exec(stderr)?.[1];
  if (digest === undefined) throw new Error(`no digest in: ${stderr}`);
  return `registry.fly.io/${address.app}@${digest}`;
}
