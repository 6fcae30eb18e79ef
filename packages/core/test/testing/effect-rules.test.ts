import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stage } from '../../src/index.ts';
import type { AnyStage } from '../../src/run.ts';
import { testStage } from '../../src/testing/index.ts';
import { brokenRules, DONE, flagWorld, isUp, NOT_DONE, raise } from './flag-stage.ts';
import type { Flags } from './flag-stage.ts';

test('an observe that says done before anything was done is found, of an effect and of a stage', async () => {
  const effect = await brokenRules(raise({ observe: () => DONE }), { world: flagWorld });
  const whole = await brokenRules(raise({ proof: (flags) => (flags.has('gone') ? NOT_DONE : DONE) }), {
    world: flagWorld,
  });

  assert.equal(effect, {
    'observe-before':
      "the observe of effect 'raise' said { status: 'done', value: undefined } before the change was made",
  });
  assert.match(
    whole['observe-before'] ?? '',
    "the observe of the stage said { status: 'done', value: undefined } before the change was made",
  );
});

test('an observe that says not done of what was done is found, with what it said', async () => {
  const effect = await brokenRules(raise({ observe: () => NOT_DONE }), { world: flagWorld });
  const whole = await brokenRules(raise({ proof: () => NOT_DONE }), { world: flagWorld });

  assert.is(
    effect['observe-after'],
    "the observe of effect 'raise' said { status: 'not-done' } after the change was made",
  );
  assert.is(
    effect['observe-after-lost-answer'],
    "the change of effect 'raise' was made and its answer lost, and then its observe said { status: 'not-done' }",
  );
  assert.equal(whole, {
    'observe-after': "the observe of the stage said { status: 'not-done' } after the change was made",
  });
});

test('an observe that remembers what its own process did is found: the next process has no such memory', async () => {
  const forgetful = ({ flags }: Flags): AnyStage => {
    let raised = false;
    return stage({
      name: 'flag.remember',
      describe: 'raise a flag and remember it',
      irreversible: 'flags may stay',
      async run(_inputs, ctx) {
        await ctx.effect('raise', {
          describe: 'raise it',
          async apply() {
            flags.add('beta');
            raised = true;
          },
          observe: async () => (raised ? DONE : NOT_DONE),
        });
      },
    });
  };

  const rules = await brokenRules(forgetful, { world: flagWorld });

  assert.equal(rules, {
    'observe-after-lost-answer':
      "the change of effect 'raise' was made and its answer lost, and then its observe, made anew as in the next process, said { status: 'not-done' }",
  });
});

test('an observe that cannot tell is no lie', async () => {
  const unknown = { status: 'unknown', reason: 'nobody can look' } as const;
  const { kept } = await testStage(raise({ observe: () => unknown }), { world: flagWorld });

  assert.ok(kept.includes('observe-before') && kept.includes('observe-after-lost-answer'));
});

test('an observe that says done is no lie in a world where it is', async () => {
  const world = (): Flags => {
    const made = flagWorld();
    made.flags.add('beta');
    return made;
  };
  // Nothing is taken down, because nothing was raised.
  const { kept } = await testStage(
    ({ flags }: Flags) =>
      stage({
        name: 'flag.again',
        describe: 'raise a flag that is up',
        irreversible: 'flags may stay',
        async run(_inputs, ctx) {
          await ctx.effect('raise', {
            describe: 'raise it',
            apply: async () => void flags.add('beta'),
            observe: async () => isUp(flags),
          });
        },
      }),
    { world },
  );

  assert.ok(kept.includes('observe-before'));
});

test('a rule that a stage breaks on purpose is listed with the reason, and only that rule', async () => {
  const why = 'a message is never sent twice';
  const lies = raise({ observe: () => DONE });

  const { skipped } = await testStage(lies, { world: flagWorld, except: { 'observe-before': why } });
  const other = await brokenRules(lies, { world: flagWorld, except: { 'observe-after': why } });

  assert.equal(skipped.find(({ rule }) => rule === 'observe-before')?.why, why);
  assert.equal(Object.keys(other), ['observe-before']);
});

test('an effect that is not awaited is found and named', async () => {
  const rules = await brokenRules(raise({ careless: true }), { world: flagWorld });

  assert.equal(Object.keys(rules), ['effects-awaited']);
  assert.match(rules['effects-awaited'] ?? '', 'raise beta');
});

test.run();
