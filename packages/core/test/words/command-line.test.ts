import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plainCommandLine, typed, typedError, typedEvent, typedText } from '../../src/words/command-line.ts';

const staging = { program: 'npx -y pnpm@12 paintbox-deploy', flags: ['--env staging', '--config ../app.ts'] };

test('each command of a text in backticks is made whole', () => {
  assert.is(
    typedText('type `paintbox-deploy resume 7`, or `paintbox-deploy unlock`; not paintbox-deploy', staging),
    'type `npx -y pnpm@12 paintbox-deploy resume 7 --env staging --config ../app.ts`, or `npx -y pnpm@12 paintbox-deploy unlock --env staging --config ../app.ts`; not paintbox-deploy',
  );
  assert.is(typedText('`flyctl machine list`', staging), '`flyctl machine list`');
});

test('a flag that is there already, or that says nothing, is not added', () => {
  assert.is(
    typed('deploy --env other', staging),
    'npx -y pnpm@12 paintbox-deploy deploy --env other --config ../app.ts',
  );
  for (const words of ['help', 'deploy --help', 'init', 'plugin new shop']) {
    assert.is(typed(words, staging), `npx -y pnpm@12 paintbox-deploy ${words}`);
  }
});

test('what is whole already stays as it is', () => {
  const line = plainCommandLine('staging');
  const once = typedText('`paintbox-deploy resume 7`', line);

  assert.is(once, '`paintbox-deploy resume 7 --env staging`');
  assert.is(typedText(once, line), once);
});

test('production is what a command takes without a flag', () => {
  assert.is(typed('resume 7', plainCommandLine('production')), 'paintbox-deploy resume 7');
});

test('an error is made whole with the problems that it gathers, an event with what it says to people', () => {
  const error = {
    code: 'A_B',
    message: 'm',
    hint: '`paintbox-deploy keys ensure`',
    docs: null,
    problems: [{ code: 'C_D', message: 'n', hint: '`paintbox-deploy unlock`', docs: null }],
  };
  const line = plainCommandLine('staging');
  const check = {
    id: 'a',
    target: 't',
    verdict: 'fail',
    critical: true,
    message: 'm',
    evidence: {},
  } as const;
  const outputs = { 'a-text': '`paintbox-deploy show`' };

  const made = typedError(error, line);
  const failed = typedEvent({ type: 'stage.failed', stage: 's', durationMs: 1, error }, line);
  const checked = typedEvent(
    { type: 'check', stage: 's', check: { ...check, hint: '`paintbox-deploy keys check`' } },
    line,
  );
  const succeeded = typedEvent({ type: 'stage.succeeded', stage: 's', durationMs: 1, outputs }, line);

  assert.is(made.hint, '`paintbox-deploy keys ensure --env staging`');
  assert.is(made.problems?.[0]?.hint, '`paintbox-deploy unlock --env staging`');
  assert.equal('error' in failed && failed.error, made);
  assert.is('check' in checked && checked.check.hint, '`paintbox-deploy keys check --env staging`');
  assert.equal('outputs' in succeeded && succeeded.outputs, outputs, 'what a stage hands over is data');
});

test.run();
