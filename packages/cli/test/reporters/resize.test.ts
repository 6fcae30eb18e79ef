/** A window that changes its width while steps are drawn. xterm.js, which we did not write, says what is on the screen then. */
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { definePipeline, dynamic, stage } from '@paintbox/deploy-core';
import type { EventBody } from '@paintbox/deploy-core/run';
import headless from '@xterm/headless';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPaint } from '../../src/paint.ts';
import { ttyReporter } from '../../src/reporters/tty.ts';
import { closing, events, started, succeeded } from './events.ts';

const test = suite('resize');

const ROWS = 12;
const names = ['fly.build', 'fly.command', 'fly.boot', 'checks.inside'];
const pipeline = definePipeline('deploy', dynamic(names.map((name) => stage({ name, run() {} }))));

/** A terminal and the stream that a program writes to it. */
function open(columns: number) {
  const terminal = new headless.Terminal({
    cols: columns,
    rows: ROWS,
    allowProposedApi: true,
    convertEol: true,
  });
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => terminal.write(chunk, done),
  });
  const output = Object.assign(stream, { isTTY: true, columns, rows: ROWS });
  return {
    output: output as unknown as NodeJS.WriteStream,
    /** The window first, then the program hears of it. */
    resize: (to: number): void => {
      terminal.resize(to, ROWS);
      output.columns = to;
      output.emit('resize');
    },
    /** Resolves when all that was written is on the screen. */
    drawn: () => new Promise<void>((done) => stream.write('', () => done())),
    rows: () =>
      Array.from(
        { length: terminal.buffer.active.length },
        (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '',
      ),
  };
}

async function until(rows: () => readonly string[], holds: (rows: readonly string[]) => boolean) {
  for (let tries = 0; !holds(rows()); tries += 1) {
    if (tries === 200) throw new Error(`the screen shows\n${rows().join('\n')}`);
    await sleep(25);
  }
}

const has =
  (word: string) =>
  (rows: readonly string[]): boolean =>
    rows.some((row) => row.includes(word));

for (const [from, to] of [
  [100, 60],
  [100, 28],
  [60, 28],
  [28, 100],
] as const)
  test(`from ${from} to ${to} columns no row of an earlier drawing is left`, async () => {
    const { output, resize, drawn, rows } = open(from);
    const reporter = ttyReporter({
      output,
      paint: createPaint(false),
      verbose: false,
      closing,
      pipeline,
      usual: Promise.resolve(new Map()),
    });
    const feed = (...bodies: readonly EventBody[]): void =>
      events(...bodies).forEach((event) => void reporter.handle(event));

    feed(
      {
        type: 'run.started',
        pipeline: 'deploy',
        pipelineHash: 'h',
        environment: 'local',
        app: 'demo',
        url: 'https://demo.example',
        stages: names,
        params: {},
        token: 1,
        version: '1',
      },
      started('fly.build'),
      { type: 'stage.progress', stage: 'fly.build', message: 'unpacking' },
    );
    await until(rows, has('unpacking'));
    await drawn();
    resize(to);
    feed({ type: 'stage.progress', stage: 'fly.build', message: 'pushed' });
    await until(rows, has('pushed'));
    feed(succeeded('fly.build'), { type: 'run.ended', status: 'succeeded', exitCode: 0, durationMs: 9 });
    await reporter.close();
    await drawn();

    const seen = rows().join('\n');
    assert.is(rows().filter((row) => row.includes('fly.build')).length, 1, seen);
    assert.not.match(seen, 'to come');
    assert.not.match(seen, 'unpacking');
  });

test.run();
