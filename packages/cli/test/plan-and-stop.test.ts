/** What a plan says of steps that have nothing to do, and how a run ends that nobody lets unwind. */
import { rm } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { folderWith, runCli } from './run-cli.ts';

const test = suite('plan and stop');

test('a second SIGINT stops the taking back, and ends with 4: something may be left', async () => {
  const folder = await folderWith({
    'paintbox.deploy.config.ts': `
      import { defineConfig, definePipeline, stage } from '@paintbox/deploy-core';
      const make = stage({
        name: 'demo.make',
        run: (_inputs, ctx) => ctx.effect('make', { describe: 'make it', apply: async () => null, observe: async () => ({ status: 'not-done' }) }).then(() => undefined),
        undo: () => new Promise((resolve) => setTimeout(resolve, 60_000)),
      });
      const wait = stage({
        name: 'demo.wait',
        async run(_inputs, ctx) {
          ctx.log.info('waiting');
          await ctx.clock.sleep(60_000, ctx.signal);
        },
      });
      export default defineConfig({
        app: 'demo',
        environments: { production: { url: 'https://demo.example' } },
        pipelines: [definePipeline('deploy', [make, wait])],
      });`,
  });
  let sent = 0;
  const ended = await runCli(['deploy'], {
    cwd: folder,
    during(child, text) {
      if (sent === 0 && text().includes('waiting')) {
        sent = 1;
        child.kill('SIGINT');
      } else if (sent === 1 && text().includes('unwinding')) {
        sent = 2;
        // Later than an echo of the first.
        setTimeout(() => child.kill('SIGINT'), 800);
      }
    },
  });

  await rm(folder, { recursive: true });
  assert.is(ended.code, 4, ended.stderr);
  assert.match(ended.stderr, /finish or undo the run with: .*paintbox-deploy resume/);
});

test('a second SIGINT of a run that only looks ends with 130: it changed nothing', async () => {
  const folder = await folderWith({
    'paintbox.deploy.config.ts': `
      import { defineConfig, definePipeline, flag, stage } from '@paintbox/deploy-core';
      const look = stage({
        name: 'demo.look',
        params: { checkOnly: flag('only look', { readOnly: true }) },
        async run(_inputs, ctx) {
          ctx.log.info('looking');
          await new Promise((resolve) => setTimeout(resolve, 60_000));
        },
      });
      export default defineConfig({
        app: 'demo',
        environments: { production: { url: 'https://demo.example' } },
        pipelines: [definePipeline('rollback', [look])],
      });`,
  });
  let sent = 0;
  const ended = await runCli(['rollback', '--check-only'], {
    cwd: folder,
    during(child, text) {
      if (sent === 0 && text().includes('looking')) {
        sent = 1;
        child.kill('SIGINT');
      } else if (sent === 1 && text().includes('this run only looks')) {
        sent = 2;
        // Later than an echo of the first.
        setTimeout(() => child.kill('SIGINT'), 800);
      }
    },
  });

  await rm(folder, { recursive: true });
  assert.is(ended.code, 130, ended.stderr);
  assert.match(ended.stderr, 'this run changed nothing');
  assert.not.match(ended.stderr, 'finish or undo');
});

test('plan says of a step that it has nothing to change, and once what several steps miss', async () => {
  const folder = await folderWith({
    'paintbox.deploy.config.ts': `
      import { DeployError, defineConfig, definePipeline, stage } from '@paintbox/deploy-core';
      const run = () => { throw new DeployError('DEMO_TOKEN_MISSING', 'there is no token', { hint: 'set it' }); };
      const needy = ['demo.one', 'demo.two'].map((name) => stage({ name, run }));
      const migrate = stage({ name: 'demo.migrate', irreversible: 'a migration stays', plan: () => [], run: () => undefined });
      export default defineConfig({
        app: 'demo',
        environments: { production: { url: 'https://demo.example' } },
        pipelines: [definePipeline('deploy', [migrate, needy[0], needy[1]])],
      });`,
  });

  const { stdout } = await runCli(['plan'], { cwd: folder });

  await rm(folder, { recursive: true });
  assert.match(stdout, /^ {2}nothing {2}demo\.migrate$/m);
  assert.not.match(stdout, 'if the run fails');
  assert.is(stdout.split('error DEMO_TOKEN_MISSING').length, 2, 'what two steps miss is told once');
});

test.run();
