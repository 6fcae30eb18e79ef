/**
 * The suite beside a shell script with curl, on the same apps: how long each takes on an app that is well, and which of 25 defects each notices.
 * `node bench/curl.ts`. Needs bash, curl and jq.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runSuite } from '../packages/plugin-checks/src/suite/run-suite.ts';
import { resolveOptions } from '../packages/plugin-checks/src/suite/resolve-options.ts';
import { contextFor, published } from '../packages/plugin-checks/test/rig.ts';
import { signerOf } from '../packages/plugin-checks/test/verifier.ts';
import { defects, goodDefect, signing } from './defects.ts';
import { printTable } from './print-table.ts';

const SCRIPT = fileURLToPath(new URL('curl-checks.sh', import.meta.url));
const ROUNDS = 5;
const clock = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  after: (ms: number, act: () => unknown) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
// Nothing is asked again by either side: a defect is a defect. Edges are given two seconds.
const settings = resolveOptions({
  retryMs: 0,
  identity: { propagationMs: 2_000 },
  tokens: { signer: signerOf(signing), claims: { sub: 'bench' } },
});

/** What is said against an app, and how long it took to say it. */
interface Said {
  readonly findings: readonly string[];
  readonly ms: number;
}

async function bySuite(url: string): Promise<Said> {
  const startedAt = performance.now();
  const target = { url, expectedBuild: 'b2', publishedKeys: published };
  const { checks } = await runSuite(contextFor(url, clock), settings, target);
  const findings = checks
    .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skip')
    .map(({ id }) => id);
  return { findings, ms: performance.now() - startedAt };
}

async function byCurl(url: string): Promise<Said> {
  const startedAt = performance.now();
  const said = await new Promise<string>((resolve) => {
    // Its exit code is 1 when it found something, which is no error here.
    execFile('bash', [SCRIPT, url], (_error, stdout) => resolve(stdout));
  });
  const findings = said.split('\n').filter((line) => /^(WARN|FAIL) /.test(line));
  return { findings, ms: performance.now() - startedAt };
}

const good = await goodDefect.start();
const times: { readonly suite: number[]; readonly curl: number[] } = { suite: [], curl: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  const [suite, curl] = [await bySuite(good.url), await byCurl(good.url)];
  for (const [name, said] of Object.entries({ suite, curl })) {
    if (said.findings.length > 0)
      throw new Error(`${name} complains of a good app: ${said.findings.join(', ')}`);
  }
  times.suite.push(suite.ms);
  times.curl.push(curl.ms);
}
await good.close();

const rows: string[][] = [];
const found = { suite: 0, curl: 0 };
for (const defect of defects) {
  const app = await defect.start();
  const [suite, curl] = [await bySuite(app.url), await byCurl(app.url)];
  await app.close();
  found.suite += Number(suite.findings.length > 0);
  found.curl += Number(curl.findings.length > 0);
  rows.push([defect.name, shown(suite), shown(curl), suite.findings[0] ?? 'nothing']);
}
printTable(['defect', 'suite', 'curl', 'the suite says'], rows);
const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const [suite, curl] = [middle(times.suite), middle(times.curl)];
console.log(`found: the suite ${found.suite} of ${defects.length}, curl ${found.curl} of ${defects.length}`);
console.log(
  `a good app: the suite ${Math.round(suite)} ms, curl ${Math.round(curl)} ms, ratio ${(suite / curl).toFixed(2)} (medians of ${ROUNDS})`,
);

function shown({ findings, ms }: Said): string {
  return `${findings.length > 0 ? 'found' : '-'} ${Math.round(ms)} ms`;
}
