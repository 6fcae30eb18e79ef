import { definePipeline, flag, isDeployError, stage, text } from '@paintbox/deploy-core';
import type { DeployError } from '@paintbox/deploy-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCommand } from '../../src/arguments/arguments.ts';
import type { GivenValues } from '../../src/arguments/arguments.ts';
import { allCommands, allFlags, findCommand } from '../../src/commands/find-command.ts';
import { tokenize } from '../../src/arguments/tokens.ts';

const test = suite('arguments');

const rollback = definePipeline('rollback', [
  stage({
    name: 'a.b',
    params: {
      emergency: flag('now'),
      checkOnly: flag('look', { readOnly: true }),
      force: flag('do not ask', { env: 'FORCE_ROLLBACK' }),
      to: text('VERSION', 'where to', { env: 'ROLLBACK_TO' }),
    },
    run() {},
  }),
]);
const keysCheck = definePipeline('keys check', [stage({ name: 'a.b', run() {} })]);
const keysRotate = definePipeline('keys rotate', [stage({ name: 'a.b', run() {} })]);
const commands = allCommands([rollback, keysCheck, keysRotate]);

function parse(line: string, env: Readonly<Record<string, string>> = {}): GivenValues {
  const argv = line.split(' ').filter(Boolean);
  const command = findCommand(tokenize(argv, allFlags(commands)).words, commands);
  const elsewhere = commands.map(({ name, flags }) => ({ command: name, flags }));
  return parseCommand(
    argv,
    {
      command: command.name,
      flags: command.flags,
      params: command.does.kind === 'built-in' ? undefined : command.does.pipeline.params,
      operand: command.operand,
      elsewhere,
    },
    env,
  );
}

function refused(line: string, env: Readonly<Record<string, string>> = {}): DeployError {
  try {
    parse(line, env);
  } catch (error) {
    if (isDeployError(error)) return error;
    throw error;
  }
  throw new Error(`'${line}' was accepted`);
}

test('params become flags in kebab-case, and come back by their own names', () => {
  const { params } = parse('rollback --check-only --to v41');

  assert.equal(params, { checkOnly: true, to: 'v41' });
});

test('variables of params are left to the engine, and a wrong one is said with the other problems', () => {
  assert.equal(parse('rollback', { FORCE_ROLLBACK: 'true', ROLLBACK_TO: 'v1' }).params, {});
  const alone = refused('rollback', { FORCE_ROLLBACK: 'yes' });
  assert.equal([alone.code, alone.exitCode], ['PARAMS_WRONG', 2]);
  assert.match(alone.message, "FORCE_ROLLBACK cannot be 'yes'");
  const both = refused('rollback --tto=v2', { FORCE_ROLLBACK: 'yes' });
  assert.equal(
    both.problems.map(({ code }) => code),
    ['CLI_UNKNOWN_FLAG', 'PARAMS_WRONG'],
  );
  assert.equal(parse('rollback --force', { FORCE_ROLLBACK: 'yes' }).params, { force: true });
});

test('flags may stand before the command, also those with a value of their own', () => {
  assert.is(parse('--env staging --to v3 rollback').params['to'], 'v3');
  assert.is(parse('--to=v3 rollback --env=staging').values['env'], 'staging');
});

test('commands of several words are found, and unfinished or mistyped ones explained', () => {
  assert.equal(parse('keys check').operands, []);
  assert.match(refused('keys').hint ?? '', 'keys check, keys rotate');
  assert.match(refused('keys rotat').hint ?? '', "did you mean 'keys rotate'?");
  assert.match(refused('rolback').hint ?? '', "did you mean 'rollback'?");
  assert.match(refused('xyzzy').hint ?? '', 'the commands are: rollback, keys check');
  assert.is(refused('').code, 'CLI_COMMAND_MISSING');
});

test('an unknown flag gets the nearest one, or the command it belongs to', () => {
  assert.match(refused('rollback --emergncy').hint ?? '', 'did you mean --emergency?');
  assert.match(refused('keys check --emergency').hint ?? '', "--emergency belongs to 'rollback'");
  assert.is(refused('rollback -x').code, 'CLI_UNKNOWN_FLAG');
});

test('a flag without its value is told so, also when another flag follows', () => {
  assert.match(refused('rollback --to').message, '--to needs a value');
  assert.match(refused('rollback --to --json').hint ?? '', 'write --to VERSION');
  assert.match(refused('rollback --to=').message, '--to needs a value');
});

test('switches take no value, flags are given once, words do not stray', () => {
  assert.match(refused('rollback --force=yes').hint ?? '', 'write it alone');
  assert.is(refused('rollback --to a --to b').code, 'CLI_REPEATED_FLAG');
  assert.is(refused('rollback v41').code, 'CLI_UNEXPECTED_WORD');
  assert.is(refused('rollback --force v41').code, 'CLI_UNEXPECTED_WORD');
});

test('a duration needs its unit', () => {
  assert.is(parse('rollback --lock-wait 1m30s').values['lock-wait'], '1m30s');
  assert.match(refused('rollback --lock-wait 90').hint ?? '', 'say the unit: 90s or 90m');
  assert.is(refused('rollback --lock-wait soon').code, 'CLI_BAD_VALUE');
  assert.is(refused('rollback --lock-wait 30d').code, 'CLI_BAD_VALUE');
  assert.is(refused('rollback --lock-wait=-5s').code, 'CLI_BAD_VALUE');
});

test('a choice is one of its values', () => {
  assert.match(refused('rollback --reporter plian').hint ?? '', "did you mean 'plain'?");
});

test('all problems are reported at once', () => {
  const error = refused('rollback --reporter x --lock-wait 5 --nope here');
  assert.is(error.code, 'CLI_USAGE');
  assert.equal(
    error.problems.map(({ code }) => code),
    ['CLI_BAD_VALUE', 'CLI_BAD_VALUE', 'CLI_UNKNOWN_FLAG', 'CLI_UNEXPECTED_WORD'],
  );
});

test('pipelines may not hide built-in commands or flags', () => {
  const show = definePipeline('show', [stage({ name: 'a.b', run() {} })]);
  assert.throws(
    () => allCommands([show]),
    (error: DeployError) => error.code === 'CLI_COMMAND_TAKEN',
  );
  const json = definePipeline('x', [stage({ name: 'a.b', params: { json: flag('j') }, run() {} })]);
  assert.throws(
    () => allCommands([json]),
    (error: DeployError) => error.code === 'CLI_FLAG_TAKEN',
  );
});

test.run();
