import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readDockerfile } from '../../src/fly/dockerfile.ts';
import { appCommand } from '../../src/fly/machine-command.ts';
import { startHealthChecks } from '../../src/fly/health-checks.ts';
import { parseImageRef } from '../../src/fly/images.ts';
import { readRules } from '../../src/fly/rules.ts';
import { splitWords } from '../../src/fly/shell-words.ts';
import { readGrant } from '../../src/fly/tokens.ts';
import { durationMs, patientMs, scaledMs } from '../../src/fly/timing.ts';

test('a Dockerfile gives the last stage, with build arguments filled in', () => {
  const facts = readDockerfile(
    `ARG NODE=22
FROM node:\${NODE} AS build
ENV STAGE=build
CMD ["never"]
FROM node:\${NODE}-slim
ARG REVISION=none
WORKDIR /app
ENV NODE_ENV=production REV=$REVISION MODE=\${MISSING:-plain}
LABEL dev.paintbox.emulator.context="examples/paintbox" \\
      dev.paintbox.emulator.output="dist"
EXPOSE 8080
CMD ["node", "server.mjs"]
`,
    { REVISION: 'abc' },
  );

  assert.equal(facts.cmd, ['node', 'server.mjs']);
  assert.equal(facts.env, { NODE_ENV: 'production', REV: 'abc', MODE: 'plain' });
  assert.is(facts.labels['dev.paintbox.emulator.context'], 'examples/paintbox');
  assert.is(facts.labels['dev.paintbox.emulator.output'], 'dist');
  assert.equal(facts.exposed, ['8080']);
  assert.is(facts.workdir, '/app');
});

test('a check with a time limit under a millisecond fails, and the daemon goes on', async () => {
  const status = await new Promise((resolve) => {
    const running = startHealthChecks({
      checks: [
        { name: 'tiny', service: true, check: { type: 'http', timeout: '300us', grace_period: '0s' } },
      ],
      port: 9,
      timing: { scale: 0.01 },
      onChange: ([check]) => {
        running.stop();
        resolve(check?.status);
      },
    });
  });

  assert.is(status, 'critical');
});

test('an init in front of the command is left out, any other entrypoint is not', () => {
  const cmd = (entrypoint: string): readonly string[] =>
    appCommand(readDockerfile(`FROM node\nENTRYPOINT ${entrypoint}\nCMD ["node", "server.mjs"]\n`, {}));

  assert.equal(cmd('["tini", "--"]'), ['node', 'server.mjs']);
  assert.equal(cmd('["/usr/bin/dumb-init", "--", "env", "A=1"]'), ['env', 'A=1', 'node', 'server.mjs']);
  assert.equal(cmd('["tini-like", "--"]'), ['tini-like', '--', 'node', 'server.mjs']);
});

test("a config's command leaves the image's entrypoint, its exec leaves nothing", () => {
  const image = { entrypoint: ['node'], cmd: ['server.mjs'] };

  assert.equal(appCommand(image), ['node', 'server.mjs']);
  assert.equal(appCommand(image, { cmd: ['migrate.mjs', '--all'] }), ['node', 'migrate.mjs', '--all']);
  assert.equal(appCommand(image, { cmd: [], entrypoint: null }), ['node', 'server.mjs']);
  assert.equal(appCommand(image, { entrypoint: ['env'], cmd: ['true'] }), ['env', 'true']);
  assert.equal(appCommand(image, { exec: ['/bin/sleep', 'inf'], cmd: ['x'] }), ['/bin/sleep', 'inf']);
});

test('a Dockerfile without a stage or with an empty instruction is refused', () => {
  assert.throws(() => readDockerfile('RUN true\n', {}), 'no build stage in current context');
  assert.throws(() => readDockerfile('FROM node\nWORKDIR\n', {}), 'WORKDIR requires at least one argument');
});

test('durations know their bare unit', () => {
  assert.is(durationMs('1m30s', 's'), 90_000);
  assert.is(durationMs(15_000, 'ms'), 15_000);
  assert.is(durationMs('300', 's'), 300_000);
  assert.is(durationMs('soon', 's'), undefined);
});

test('platform waits shrink with a floor, limits on real work less so', () => {
  const timing = { scale: 0.01 };

  assert.is(scaledMs(10_000, timing), 100);
  assert.is(scaledMs(1000, timing), 50);
  assert.is(patientMs(300_000, timing), 3000);
  assert.is(patientMs(1000, timing), 1000);
});

test('image references split into registry, repository, tag and digest', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  assert.equal(parseImageRef('registry.fly.io/demo:v1'), {
    registry: 'registry.fly.io',
    repository: 'demo',
    tag: 'v1',
    digest: '',
  });
  assert.equal(parseImageRef(`registry.fly.io/demo@${digest}`), {
    registry: 'registry.fly.io',
    repository: 'demo',
    tag: '',
    digest,
  });
  assert.equal(parseImageRef('redis'), {
    registry: 'docker.io',
    repository: 'redis',
    tag: 'latest',
    digest: '',
  });
});

test('rules and tokens are taken as data, and a misspelt one is refused', () => {
  assert.equal(readRules({ unknownAfterPush: 2, manifestsForDeployTokens: 403 }), {
    unknownAfterPush: 2,
    manifestsForDeployTokens: 403,
  });
  assert.throws(() => readRules({ unknownAfterPsuh: 2 }), "no rule 'unknownAfterPsuh', only: ");
  assert.throws(() => readRules({ manifestsForDeployTokens: 404 }), 'cannot be 404');
  assert.equal(readGrant({ kind: 'readonly' }), { kind: 'readonly', organization: 'personal', apps: [] });
  assert.throws(() => readGrant({ kind: 'admin' }), "a token's kind is one of org, deploy");
});

test('command lines split like in a shell', () => {
  assert.equal(splitWords(`node -e 'a b' "c \\" d" e\\ f ''`), ['node', '-e', 'a b', 'c " d', 'e f', '']);
  assert.throws(() => splitWords(`node 'open`), "Can't shell split");
});

test.run();
