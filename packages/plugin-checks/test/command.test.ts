import { definePipeline, isDeployError, stage } from '@paintbox/deploy-core';
import type { CheckResult } from '@paintbox/deploy-core';
import { release } from '@paintbox/deploy-core/release';
import { planPipeline } from '@paintbox/deploy-core/run';
import { memoryStore, rejects, runStage } from '@paintbox/deploy-core/testing';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { command, gate } from '../src/index.ts';
import type { CommandOptions, CustomCheck } from '../src/index.ts';

const node = (script: string, more: Partial<CommandOptions> = {}): CustomCheck =>
  command({ id: 'command.tool', run: [process.execPath, '-e', script], ...more });

async function look(check: CustomCheck): Promise<{ readonly run: StageRun; readonly result: CheckResult }> {
  const run = await runStage(gate('tools', [check]));
  const [result] = run.checks;
  if (result === undefined) throw run.error;
  return { run, result };
}

test('a tool that finds nothing passes, and what it said is kept', async () => {
  const { run, result } = await look(node('console.log("all is well")'));

  assert.is(run.error, undefined);
  assert.equal([result.id, result.verdict, result.critical], ['command.tool', 'pass', true]);
  assert.equal([result.evidence['exitCode'], result.evidence['stdout']], [0, 'all is well\n']);
});

test('a tool that finds something fails the gate with its last line', async () => {
  const { run, result } = await look(node('console.error("first\\n3 problems\\n"); process.exit(2)'));

  assert.ok(isDeployError(run.error) && run.error.code === 'CHECKS_FAILED');
  assert.match(result.message, 'ended with exit code 2: 3 problems');
});

test('an exit code that only warns lets the pipeline go on', async () => {
  const { run, result } = await look(node('process.exit(2)', { warns: [2] }));

  assert.equal([run.error, result.verdict], [undefined, 'warn']);
});

test('a tool that is not there, one that hangs and one that is killed leave it open', async () => {
  const absent = await look(command({ id: 'command.none', run: ['no-such-tool-anywhere'] }));
  const hangs = await look(node('setInterval(() => {}, 1000)', { timeoutMs: 300 }));
  const killed = await look(node('process.kill(process.pid, "SIGKILL")'));

  assert.equal(
    [absent, hangs, killed].map(({ result }) => result.verdict),
    ['inconclusive', 'inconclusive', 'inconclusive'],
  );
  assert.ok(isDeployError(absent.run.error) && absent.run.error.exitCode === 6);
});

test('words with spaces and quotes reach the tool as they are', async () => {
  const { result } = await look(
    command({
      id: 'command',
      run: [process.execPath, '-p', 'process.argv[1]', `it's "$HOME"; echo`],
    }),
  );

  assert.is(result.evidence['stdout'], `it's "$HOME"; echo\n`);
});

test('much output is kept from its end', async () => {
  const { result } = await look(node('for (let i = 0; i < 5000; i += 1) console.log("line " + i)'));

  const kept = String(result.evidence['stdout']);
  assert.ok(kept.length <= 8000 && kept.endsWith('line 4999\n'));
});

test('every check of a gate is reported, a shadow is not counted, and a gate without checks is refused', async () => {
  const checks = [
    node('process.exit(1)', { id: 'command.a' }),
    node('process.exit(1)', { id: 'command.b' }),
    node('', { id: 'command.c' }),
  ];
  const all = await runStage(gate('tools', checks));
  const shadowed = await runStage(gate('tools', checks, { shadow: ['command.a', 'command.b'] }));

  assert.ok(isDeployError(all.error) && all.error.problems.length === 2);
  assert.is(shadowed.error, undefined);
  assert.equal(
    shadowed.checks
      .filter(({ shadow }) => shadow === true)
      .map(({ id }) => id)
      .toSorted(),
    ['command.a', 'command.b'],
  );
  const error = await rejects((async () => gate('none', []))());
  assert.ok(isDeployError(error) && error.code === 'CHECKS_OPTIONS');
});

test('two checks of one id, and ids that are none, are refused', async () => {
  const twice = [node(''), node('')];
  const odd: CustomCheck = { ...node(''), id: 'Command Tool' };

  const error = await rejects((async () => gate('tools', [...twice, odd]))());

  assert.ok(isDeployError(error) && error.problems.length === 2, String(error));
});

test('a plan asks a gate before the release, and leaves one behind it to the run', async () => {
  const broken = (name: string) => gate(name, [node('process.exit(1)')]);
  const ship = stage({
    name: 'demo.ship',
    provides: { release },
    irreversible: 'a demo',
    plan: () => [],
    run: () => {
      throw new Error('a plan ships nothing');
    },
  });

  const { stages, problems } = await planPipeline({
    pipeline: definePipeline('deploy', [broken('before'), ship, broken('behind')]),
    environment: { name: 'test', app: 'demo', url: 'https://demo.test' },
    store: memoryStore(),
  });

  assert.equal(
    stages.map(({ note }) => note),
    ['planning it failed', undefined, 'looks at what the run has made'],
  );
  assert.equal(
    problems.map(({ code }) => code),
    ['CHECKS_FAILED'],
  );
});

test.run();
