import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineConfig, DeployError, definePipeline, isDeployError, stage } from '../../src/index.ts';
import type { DeployConfig } from '../../src/run.ts';
import { didYouMean } from '../../src/words/did-you-mean.ts';

const fine = stage({ name: 'test.fine', run: () => undefined });

function problemsOf(config: unknown): readonly string[] {
  try {
    defineConfig(config as DeployConfig);
    return [];
  } catch (error) {
    assert.ok(isDeployError(error));
    assert.is(error.code, 'CONFIG_INVALID');
    assert.is(error.exitCode, 2);
    return error.problems.map(({ message }) => message);
  }
}

const good = {
  app: 'paintbox',
  environments: { production: { url: 'https://paintbox.example' } },
  pipelines: [definePipeline('deploy', [fine]), definePipeline('keys check', [fine])],
};

test('a good config is returned as it is', () => {
  assert.equal(problemsOf(good), []);
  assert.is(defineConfig(good), good);
});

test('every problem is said at once', () => {
  const problems = problemsOf({
    app: 7,
    enviroments: {},
    environments: { 'Not OK': { url: 'ftp://x', ap: 'x' }, staging: 'https://x', dev: { url: 'x', app: '' } },
    pipelines: [{}, good.pipelines[0], good.pipelines[0], { name: 'Bad Name' }],
    listeners: [{ name: 'x' }, { name: 'y', open() {} }, { name: 'y', handle() {} }],
    state: 's3',
    fleets: [{}, { name: 'shops', pipeline: { name: 'elsewhere' } }, { name: 'shops' }],
    crew: 'postgres',
  });

  for (const part of [
    "'enviroments' is not a known key (did you mean 'environments'?)",
    "'app' is 7",
    "'environments.Not OK': a name has only",
    "'environments.Not OK.ap' is not a known key",
    '\'environments.Not OK.url\' is "ftp://x", not an http(s) address',
    '\'environments.staging\' is "https://x", not an object with a url',
    "'environments.dev.url'",
    "'environments.dev.app'",
    "'pipelines[0]' is not made by definePipeline",
    "two pipelines are named 'deploy'",
    "pipeline 'Bad Name'",
    "'listeners[0]' has no handle function",
    'two listeners are named "y"; give one another name',
    '\'state\' is "s3", not a function of the place',
    "'fleets[0]' is not made by defineFleet",
    "fleet 'shops' uses the pipeline \"elsewhere\", which is not in 'pipelines'",
    "two fleets are named 'shops'",
    '\'crew\' is "postgres", not a function of the place',
  ]) {
    assert.ok(
      problems.some((problem) => problem.includes(part)),
      `${part} in:\n${problems.join('\n')}`,
    );
  }
});

test('what is not a config at all is said in a sentence', () => {
  for (const config of [undefined, null, [], 'x', () => good, {}]) {
    assert.ok(problemsOf(config).length > 0, typeof config);
  }
});

test('a mistyped word is answered with the near one only', () => {
  assert.is(didYouMean('enviroments', ['app', 'environments']), " (did you mean 'environments'?)");
  assert.is(didYouMean('zzz', ['app', 'environments']), '');
});

test('a wrongly wired pipeline says all its problems, in the sentences of the types', () => {
  const list = [fine, fine] as never;
  try {
    definePipeline('p', list);
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof DeployError);
    assert.is(error.code, 'PIPELINE_WIRING');
    assert.match(error.message, /two stages are named 'test\.fine'/);
  }
});

test.run();
