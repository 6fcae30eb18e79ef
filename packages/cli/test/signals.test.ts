import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeployError } from '@paintbox/deploy-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { watchSignals } from '../src/signals.ts';

const test = suite('signals');

function watched(): {
  source: EventEmitter;
  controller: AbortController;
  said: string[];
  insisted: number[];
  stop: () => void;
} {
  const source = new EventEmitter();
  const controller = new AbortController();
  const said: string[] = [];
  const insisted: number[] = [];
  const stop = watchSignals({
    source,
    controller,
    resume: 'npx paintbox-deploy resume --env staging',
    say: (message) => said.push(message),
    insist: (code, message) => {
      insisted.push(code);
      said.push(message);
    },
  });
  return { source, controller, said, insisted, stop };
}

test('the first signal cancels the run with its exit code', () => {
  const { source, controller, said, stop } = watched();
  source.emit('SIGTERM');
  const why: unknown = controller.signal.reason;
  assert.equal(isDeployError(why) && [why.code, why.exitCode], ['CANCELLED', 143]);
  assert.match(said[0] ?? '', 'press again to stop at once');
  stop();
  assert.equal(source.eventNames(), []);
});

test('a terminal that is closed cancels the run, and never stops the unwinding of one', async () => {
  const { source, controller, insisted, stop } = watched();
  source.emit('SIGHUP');
  await sleep(550);
  source.emit('SIGHUP');
  const why: unknown = controller.signal.reason;
  assert.equal(isDeployError(why) && [why.message, why.exitCode], [
    'cancelled by SIGHUP, because its terminal was closed',
    143,
  ]);
  assert.equal(insisted, []);
  stop();
});

test('an echo of the first signal is no second one; a later one ends the process and says how to go on', async () => {
  const { source, insisted, said, stop } = watched();
  source.emit('SIGINT');
  source.emit('SIGINT');
  assert.equal(insisted, []);
  await sleep(550);
  source.emit('SIGINT');
  assert.equal(insisted, [130]);
  assert.match(said.at(-1) ?? '', 'npx paintbox-deploy resume --env staging');
  stop();
});

test.run();
