/** The moving pictures of the README: how they are made of what a terminal got, and that those that are kept still tell the truth. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isFaultName } from '@paintbox/deploy-local-world';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import config from '../../paintbox.deploy.config.ts';
import { runCli } from '../../packages/cli/test/run-cli.ts';
import { afterTyping, paced } from '../../scripts/record-terminal/pace.ts';
import type { Chunk } from '../../scripts/record-terminal/play.ts';
import { scenes } from '../../scripts/record-terminal/scenes.ts';
import { screensOf, textOf } from '../../scripts/record-terminal/screens.ts';
import { svgOf } from '../../scripts/record-terminal/svg.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SIZE = { columns: 20, rows: 3 };
const PACE = { playMs: 10_000, waitMs: 500, stepMs: 100, holdMs: 2_000 };

const made = suite('a picture of a terminal');

made('shows what a terminal shows, with colours and with what has scrolled away', async () => {
  const screens = await screensOf(
    [
      { atMs: 0, text: 'one\r\n\u001B[36m*\u001B[39m two' },
      { atMs: 10, text: '\r\n' },
      {
        atMs: 900,
        text: '\u001B[1A\u001B[2K\u001B[32mok\u001B[39m  \u001B[2m1 s\u001B[22m\r\nthree\r\nfour',
      },
    ],
    SIZE,
  );

  assert.equal(
    screens.map(({ atMs, top, rows }) => ({ atMs, top, text: rows.map(textOf) })),
    [
      { atMs: 10, top: 0, text: ['one', '* two', ''] },
      { atMs: 900, top: 1, text: ['one', 'ok  1 s', 'three', 'four'] },
    ],
  );
  assert.equal(screens[1]?.rows[1], [
    { column: 0, text: 'ok  ', colour: 'green', bold: false, dim: false },
    { column: 4, text: '1 s', colour: 'plain', bold: false, dim: true },
  ]);
});

made('shortens waiting in which only a spinner and a clock move, and speeds up a long run', async () => {
  const spinning: readonly Chunk[] = Array.from({ length: 100 }, (_, index) => ({
    atMs: index * 100,
    text: `\r${index % 2 === 0 ? '⠋' : '⠙'} build ${Math.floor(index / 10)} s`,
  }));
  const screens = await screensOf([...spinning, { atMs: 10_100, text: '\rdone\u001B[K' }], SIZE);

  const film = paced(screens, PACE);
  const fast = paced(screens, { ...PACE, waitMs: 60_000, playMs: 1_000 });

  assert.is(film.screens.at(-1)?.atMs, 500);
  assert.is(film.lengthMs, 2_500);
  assert.is(fast.screens.at(-1)?.atMs, 1_000);
  assert.ok(fast.screens.length <= 11, 'screens of one step are one');
});

made('begins with the typing of the command', async () => {
  const screens = await screensOf(afterTyping('npm test', [{ atMs: 0, text: 'works' }]), SIZE);

  assert.equal(
    screens.map(({ rows }) => rows.map(textOf).join('|').replace(/\|+$/, '')),
    ['$', '$ npm', '$ npm test', '$ npm test|works'],
  );
});

made(
  'is an SVG that shows each row while it stood, and the last screen to those who want no movement',
  async () => {
    const screens = await screensOf(
      [
        { atMs: 0, text: '1 < 2' },
        { atMs: 500, text: '\r\u001B[2K\u001B[31mfail\u001B[39m\r\ntwo\r\nthree\r\nfour' },
      ],
      SIZE,
    );

    const svg = svgOf(paced(screens, PACE), SIZE, { title: 'A & B', typed: 'npm test' });

    assert.match(svg, '<title id="title">A &amp; B</title>');
    assert.match(svg, 'It ends with:\ntwo\nthree\nfour</desc>');
    assert.match(svg, '<tspan x="0">1 &lt; 2</tspan>');
    assert.match(svg, '<tspan x="0" class="red">fail</tspan>');
    // The first row is there for the first fifth of 2.5 seconds; without animation it is hidden, and what took its place is not.
    assert.match(
      svg,
      '.s0-500{visibility:hidden;animation-name:s0-500}@keyframes s0-500{0%{visibility:visible}20%{visibility:hidden}}',
    );
    assert.match(
      svg,
      '.s500{animation-name:s500}@keyframes s500{0%{visibility:hidden}20%{visibility:visible}}',
    );
    assert.match(svg, '@keyframes scroll{0%{transform:translateY(0px)}20%{transform:translateY(-19px)}}');
    assert.match(svg, 'animation:2.5s step-end infinite');
  },
);

made.run();

const kept = suite('the pictures of the README');

for (const scene of scenes) {
  const picture = (): Promise<string> => readFile(`${ROOT}docs/pictures/${scene.name}.svg`, 'utf8');

  kept(`${scene.name} is shown, small, and moves without a script or the network`, async () => {
    const svg = await picture();
    const readme = await readFile(`${ROOT}README.md`, 'utf8');

    assert.ok(readme.includes(`(./docs/pictures/${scene.name}.svg)`));
    assert.ok(Buffer.byteLength(svg) < 150_000, `${svg.length} bytes`);
    assert.not.match(svg, /<script|<foreignObject|href=|url\(|@import| on\w+=/);
    for (const words of ['prefers-color-scheme:dark', 'prefers-reduced-motion:reduce', scene.title])
      assert.match(svg, words);
    const seconds = Number(/animation:([\d.]+)s/.exec(svg)?.[1]);
    assert.ok(seconds > 5 && seconds <= 22, `${seconds} s`);
  });

  kept(`${scene.name} shows a command, a fault and stages that there are`, async () => {
    const manifest = await readFile(`${ROOT}package.json`, 'utf8');
    const [, script = '', fault = ''] = /^npx -y pnpm@12 (\S+) --fault (\S+)$/.exec(scene.typed) ?? [];
    assert.match(manifest, `"${script}": "node scripts/local.ts ${scene.words[0]}"`);
    assert.equal(scene.words.slice(1), ['--fault', fault]);
    assert.ok(isFaultName(fault), fault);

    const rows = await lastRows(picture());
    for (const end of scene.ends)
      assert.ok(
        rows.some((row) => end.test(row)),
        `${end}`,
      );
    const stages = config.pipelines?.find(({ name }) => name === 'deploy')?.stages.map(({ name }) => name);
    const named = rows.flatMap((row) => /^[✔✖] (?:undo |verify )?(\S+)/.exec(row)?.[1] ?? []);
    assert.ok(named.length > 1);
    for (const name of named)
      assert.ok(stages?.includes(name), `${name} is a stage: record the pictures again`);
  });

  kept(`${scene.name} ends with the rows that the command line prints today`, async () => {
    const rows = await lastRows(picture());
    // A sample pipeline whose checks fail, so that it is rolled back.
    const { stderr, stdout } = await runCli(['deploy', '--bad']);
    const today = (stdout + stderr).trimEnd().split('\n').slice(-5);
    const labels = today.map((row) => /^ {2}(users now|[a-z]+) /.exec(row)?.[1] ?? row);

    assert.equal(labels.slice(1), ['users now', 'cause', 'do', 'next']);
    for (const label of labels.slice(1))
      assert.ok(
        rows.some((row) => row.startsWith(`  ${label} `)),
        `${label}: record the pictures again`,
      );
    if (scene.exitCode !== 3) return;
    const [head = '', users = ''] = today;
    for (const row of [head.split('  ')[0] ?? '', users])
      assert.ok(
        rows.some((each) => each.startsWith(row)),
        `${row}: record the pictures again`,
      );
  });
}

kept.run();

/** The rows of the last screen, which the picture also tells in words. */
async function lastRows(picture: Promise<string>): Promise<readonly string[]> {
  const [, words = ''] = /It ends with:\n([\s\S]*?)<\/desc>/.exec(await picture) ?? [];
  return words.split('\n');
}
