/** Every check that a package makes is explained at an address of its own, to which reports and SARIF lead. */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { docsPage } from '@paintbox/deploy-core/run';
import { checkHelp } from '../packages/cli/src/reports/check-help.ts';
import { CHECK_IDS, WATCH_NAMES } from '../packages/plugin-checks/src/suite/check-ids.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OWN = docsPage('checks#checks-of-your-own');

const test = suite('help for checks');

/** The ids that stand in a source beside a target: `id: 'way-back.image'`, or `prove.what` for the id that begins so. */
async function madeInPlace(): Promise<readonly string[]> {
  const files = await Array.fromAsync(glob('packages/{cli,plugin-*}/src/**/*.ts', { cwd: ROOT }));
  const texts = await Promise.all(files.map((file) => readFile(join(ROOT, file), 'utf8')));
  return texts.flatMap((text) =>
    [...text.matchAll(/\bid: ['`]([\w.-]+)(\$\{[^}]*\})?['`],\s+target\b/g)].map(
      ([, id = '', rest]) => id + (rest === undefined ? '' : 'what'),
    ),
  );
}

test('every check of every package has an entry of its own, and reports lead there', async () => {
  const page = await readFile(join(ROOT, 'docs/checks.md'), 'utf8');
  const made = await madeInPlace();
  assert.ok(made.includes('way-back.image') && made.includes('prove.what'), made.join(' '));

  const ids = [...CHECK_IDS, ...WATCH_NAMES, ...made, 'monitor', 'metric.x', 'command.x', 'excel', 'excel.x'];
  for (const id of ids) {
    const [address, anchor] = checkHelp(id).split('#');
    assert.is(address, docsPage('checks'), id);
    assert.is.not(checkHelp(id), OWN, `${id} has an entry`);
    assert.is(page.split(`<a id="${anchor}"></a>`).length, 2, `${id} is at ${anchor}`);
  }
});

test('every entry belongs to a check, and a check that nobody knows leads to those of your own', async () => {
  const page = await readFile(join(ROOT, 'docs/checks.md'), 'utf8');
  const anchors = [...page.matchAll(/<a id="(check-[\w-]+)"><\/a>`?([\w.-]+)?/g)].map(([, id]) => id ?? '');
  const known = new Set(
    [...CHECK_IDS, ...WATCH_NAMES, ...(await madeInPlace()), 'monitor', 'metric', 'command', 'excel'].map(
      (id) => checkHelp(id).split('#')[1],
    ),
  );

  assert.equal(
    anchors.filter((anchor) => !known.has(anchor)),
    [],
  );
  assert.ok(anchors.length >= 50, String(anchors.length));
  assert.is(checkHelp('greeting'), OWN);
  assert.is(checkHelp('jwks.of-a-plugin'), OWN);
  assert.match(page, '\n## Checks of your own\n');
});

test.run();
