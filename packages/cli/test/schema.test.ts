import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from './run-cli.ts';

const test = suite('schemas');

async function validator(name: string): Promise<(value: unknown) => string> {
  const { stdout } = await runCli(['schema', name]);
  const ajv = new Ajv({ allErrors: true, strict: false });
  const validate = ajv.compile(JSON.parse(stdout) as object);
  return (value) => (validate(value) ? '' : ajv.errorsText(validate.errors));
}

test('what --json prints is what the schema of the record says', async () => {
  const problems = await validator('record');
  for (const line of [['deploy'], ['deploy', '--bad'], ['policy'], ['hang'], ['deploy', '--nope']]) {
    const { stdout } = await runCli([...line, '--json']);

    assert.is(problems(JSON.parse(stdout)), '', line.join(' '));
  }
  assert.match(problems({ schema: 'paintbox.run/1' }), "must have required property 'runId'");
});

test('what jsonl streams is what the schema of the event says', async () => {
  const problems = await validator('event');
  const { stdout } = await runCli(['deploy', '--bad', '--reporter', 'jsonl']);

  for (const line of stdout.trimEnd().split('\n')) assert.is(problems(JSON.parse(line)), '', line);
  assert.is.not(problems({ type: 'stage.started' }), '');
});

test('the record of a fleet has a schema', async () => {
  const problems = await validator('fleet');

  assert.match(problems({ schema: 'paintbox.fleet/1' }), "must have required property 'runId'");
});

test('the schemas are made from the types that the engine has now', async () => {
  const script = fileURLToPath(new URL('../../../scripts/schemas.ts', import.meta.url));

  // Rejects with what the script says.
  await promisify(execFile)(process.execPath, [script], { timeout: 180_000 });
});

test('a schema that is not known is refused', async () => {
  const { code, stderr } = await runCli(['schema', 'evnt']);

  assert.is(code, 2);
  assert.match(stderr, "did you mean 'event'?");
});

test.run();
