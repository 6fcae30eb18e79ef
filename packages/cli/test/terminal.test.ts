/** What a person sees: the real executable on a real terminal, at three widths. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { columnsOf } from '../src/wrap.ts';
import { BIN, GOOD, cleanEnv } from './run-cli.ts';

const test = suite('terminal');

const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';

/** Everything that a terminal of this width got. `script` of util-linux makes the terminal. The run is held until the text says that it may go on. */
async function onTerminal(command: string, columns: number, goesOn?: RegExp): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-terminal-'));
  const hold = join(folder, 'hold');
  if (goesOn !== undefined) await writeFile(hold, '');
  const line = `stty cols ${columns} rows 40; exec '${process.execPath}' '${BIN}' ${command}`;
  const terminal = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: GOOD,
    env: cleanEnv({
      PAINTBOX_STATE_DIR: folder,
      FIXTURE_HOLD: hold,
      TERM: 'xterm-256color',
      SHELL: '/bin/sh',
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 180_000,
  });
  let written = '';
  terminal.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    written += chunk;
    if (goesOn?.test(stripVTControlCharacters(written)) === true) rmSync(hold, { force: true });
  });
  await once(terminal, 'close');
  await rm(folder, { recursive: true, force: true });
  return written;
}

test('a failure is one block of at most eight rows at every width, broken between words', async () => {
  for (const columns of [40, 80, 120]) {
    const text = stripVTControlCharacters(await onTerminal('deploy --bad', columns)).trimEnd();
    const block = text.slice(text.lastIndexOf('\r\n\r\n') + 4).split('\r\n');

    const drawn = block.reduce((sum, row) => sum + Math.ceil(columnsOf(row) / columns), 0);
    assert.match(block[0] ?? '', /^deploy failed/, text);
    assert.ok(drawn <= 8, `${drawn} rows at ${columns}:\n${block.join('\n')}`);
    for (const word of ['users now', 'cause', 'do', 'next'])
      assert.is(block.filter((row) => row.startsWith(`  ${word}`)).length, 1, `${word} at ${columns}`);
    for (const row of block.filter((each) => !each.startsWith('  next') && !each.includes('`')))
      assert.ok(columnsOf(row) <= columns, `at ${columns}: ${row}`);
  }
});

test('the steps and what is to come are drawn, and the cursor is there at every moment', async () => {
  const written = await onTerminal('deploy --to 7', 80, /\d\/\d done, \d+ s so far/);

  const text = stripVTControlCharacters(written);
  assert.match(text, /✔ demo\.ship {2}/);
  assert.match(text, 'deploy succeeded');
  assert.is(
    written.split(HIDE).length - 1,
    written.split(`${HIDE}${SHOW}`).length - 1,
    'shown again at once',
  );
});

test.run();
