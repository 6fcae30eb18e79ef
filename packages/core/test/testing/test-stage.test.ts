import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifact, isDeployError, json, stage } from '../../src/index.ts';
import type { DeployError, Observation, StageContext } from '../../src/index.ts';
import type { AnyStage } from '../../src/run.ts';
import { fakeClock, rejects, testStage } from '../../src/testing/index.ts';
import type { StageWorld, TestStageOptions } from '../../src/testing/index.ts';

const flagged = artifact('flagged', json<{ readonly name: string }>());
const name = artifact('name', json<string>());
const TOKEN = 'token-of-this-test';

interface Flags extends StageWorld {
  readonly flags: Set<string>;
}

/** A world of flags; what is in it can be seen. */
function flagWorld(): Flags {
  const flags = new Set<string>();
  return {
    flags,
    inputs: { name: 'beta' },
    env: { FLAG_TOKEN: TOKEN },
    snapshot: () => [...flags],
  };
}

/** What may be wrong with the stage that raises a flag. */
interface Faults {
  readonly plan?: (flags: Set<string>, ctx: StageContext) => unknown;
  readonly apply?: (flags: Set<string>, ctx: StageContext) => Promise<void>;
  readonly begin?: (flags: Set<string>, ctx: StageContext) => unknown;
  readonly undo?: (flags: Set<string>, outputs: object | undefined) => unknown;
  /** What the effect says of itself. */
  readonly observe?: (flags: Set<string>) => Observation<undefined>;
  /** What the stage says of itself. */
  readonly proof?: (flags: Set<string>) => Observation<undefined>;
  /** Begins the effect and goes on. */
  readonly careless?: boolean;
  readonly output?: unknown;
}

const DONE: Observation<undefined> = { status: 'done', value: undefined };
const NOT_DONE: Observation<undefined> = { status: 'not-done' };
const isUp = (flags: Set<string>): Observation<undefined> => (flags.has('beta') ? DONE : NOT_DONE);

/** Raises a flag and takes it down again. */
function raise(faults: Faults = {}): (world: Flags) => AnyStage {
  return ({ flags }) =>
    stage({
      name: 'flag.raise',
      describe: 'raise a flag for everybody',
      needs: { name },
      provides: { flagged },
      plan(inputs, ctx) {
        faults.plan?.(flags, ctx);
        return [{ effect: 'raise', describe: `raise ${inputs.name}` }];
      },
      async run(inputs, ctx) {
        await faults.begin?.(flags, ctx);
        await ctx.clock.sleep(1_000, ctx.signal);
        const raised = ctx.effect('raise', {
          describe: `raise ${inputs.name}`,
          async apply(inner) {
            await faults.apply?.(flags, inner);
            flags.add(inputs.name);
          },
          observe: async () => (faults.observe ?? isUp)(flags),
        });
        if (faults.careless !== true) await raised;
        return { flagged: (faults.output ?? { name: inputs.name }) as { name: string } };
      },
      ...(faults.proof === undefined ? {} : { observe: async () => (faults.proof ?? isUp)(flags) }),
      async undo(outputs, inputs) {
        await faults.undo?.(flags, outputs);
        flags.delete(inputs.name);
      },
    });
}

const never = (): Promise<void> => new Promise<void>(() => {});

/** The rules a stage breaks, with what is said of them. */
async function brokenRules<W extends StageWorld>(
  given: AnyStage | ((world: W) => AnyStage),
  options: TestStageOptions<W> = {},
): Promise<Readonly<Record<string, string>>> {
  const error = (await rejects(testStage(given, { stopMs: 50, ...options }))) as DeployError;
  assert.ok(isDeployError(error), String(error));
  assert.is(error.code, 'STAGE_CONTRACT');
  return Object.fromEntries(error.problems.map(({ message }) => message.split(/: (.*)/s).slice(0, 2)));
}

test('a stage that keeps every rule has none of them skipped', async () => {
  const report = await testStage(raise(), { world: flagWorld, secrets: [TOKEN] });

  assert.equal(report.skipped, []);
  assert.equal(report.kept, [
    'name',
    'describe',
    'wiring',
    'plan',
    'run',
    'outputs',
    'undo-twice',
    'effects-awaited',
    'observe-before',
    'observe-after',
    'observe-after-lost-answer',
    'abort-at-start',
    'abort-in-wait',
    'abort-in-effect',
    'undo-without-outputs',
    'secrets',
  ]);
});

test('with nothing given, what cannot be looked at is named', async () => {
  const { kept, skipped } = await testStage(raise()({ flags: new Set() }));

  assert.equal(kept, ['name', 'describe', 'wiring']);
  assert.equal(
    skipped.map(({ rule }) => rule),
    [
      'plan',
      'run',
      'outputs',
      'undo-twice',
      'effects-awaited',
      'observe-before',
      'observe-after',
      'observe-after-lost-answer',
      'abort-at-start',
      'abort-in-wait',
      'abort-in-effect',
      'undo-without-outputs',
      'secrets',
    ],
  );
  assert.match(skipped[0]?.why ?? '', 'no input was given for name');
});

test('every broken rule is listed, not only the first', async () => {
  const bad = stage({
    name: 'Flag Raise',
    needs: { name, again: name },
    provides: { flagged },
    run: () => {
      throw new TypeError('no flag');
    },
  });

  const rules = await brokenRules(bad, { world: () => ({ inputs: { name: 'a', again: 'a' } }) });

  assert.equal(Object.keys(rules), ['name', 'describe', 'wiring', 'plan', 'run']);
  assert.match(rules['wiring'] ?? '', "it needs 'name' under two names");
  assert.match(rules['run'] ?? '', 'STAGE_THREW');
});

test('a plan that changes something is found, by effect, by state or behind everybody’s back', async () => {
  const outside = await brokenRules(raise({ plan: (flags) => flags.add('planned') }), { world: flagWorld });
  const state = await brokenRules(
    raise({ plan: (_flags, ctx) => ctx.state.create('flags/beta', '').catch(() => undefined) }),
    { world: flagWorld },
  );

  assert.equal(outside, { plan: "it changed the outside world: it was [] and is [ 'planned' ]" });
  assert.equal(state, { plan: "it wanted to write 'flags/beta' into the state" });
});

test('a stage that does not listen to the signal is found and left', async () => {
  const deaf = await brokenRules(raise({ begin: (_flags, ctx) => ctx.signal.aborted && never() }), {
    world: flagWorld,
  });
  const sleepless = await brokenRules(raise({ begin: (_flags, ctx) => ctx.clock.sleep(5) }), {
    world: flagWorld,
  });
  const stubborn = await brokenRules(
    raise({
      apply: async (_flags, ctx) => (await ctx.clock.sleep(0), ctx.signal.aborted ? never() : undefined),
    }),
    { world: flagWorld },
  );

  assert.equal(Object.keys(deaf), ['abort-at-start']);
  assert.equal(Object.keys(sleepless), ['abort-in-wait']);
  assert.equal(Object.keys(stubborn), ['abort-in-effect']);
  assert.match(sleepless['abort-in-wait'] ?? '', 'pass ctx.signal');
});

test('a stage that changes something after it was told to stop is found', async () => {
  const rules = await brokenRules(raise({ begin: (flags, ctx) => ctx.signal.aborted && flags.add('late') }), {
    world: flagWorld,
  });

  assert.equal(rules, {
    'abort-at-start': "it changed the outside world all the same: it was [] and is [ 'late' ]",
  });
});

test('an output that a journal cannot give back is found', async () => {
  const lost = await brokenRules(raise({ output: { name: new Date(0) } }), { world: flagWorld });
  const refused = await brokenRules(raise({ output: 1n }), { world: flagWorld });

  assert.equal(Object.keys(lost), ['outputs']);
  assert.match(lost['outputs'] ?? '', "'flagged.name' is a Date");
  assert.match(refused['outputs'] ?? '', "'flagged' is a bigint");
});

test('an undo that works once, or needs outputs, or leaves something, is found', async () => {
  const once = await brokenRules(
    raise({
      undo(flags) {
        if (!flags.has('beta')) throw new Error('nothing to undo');
      },
    }),
    { world: flagWorld },
  );
  const needy = await brokenRules(
    raise({
      undo(_flags, outputs) {
        if (outputs === undefined) throw new Error('no outputs');
      },
    }),
    { world: flagWorld },
  );
  const messy = await brokenRules(raise({ undo: (flags) => flags.add('undone') }), { world: flagWorld });

  assert.equal(Object.keys(once), ['undo-twice']);
  assert.match(once['undo-twice'] ?? '', 'undoing it again fails: UNDO_FAILED');
  assert.equal(Object.keys(needy), ['undo-without-outputs']);
  assert.equal(messy, {
    'undo-twice': "the world is not as before when it was undone: it was [] and is [ 'undone' ]",
  });
});

test('an undo that is another change each time is found, with what it left', async () => {
  const rules = await brokenRules(
    raise({
      undo(flags) {
        if (!flags.has('beta')) flags.add('twice');
      },
    }),
    { world: flagWorld },
  );

  assert.is(rules['undo-twice'], "the second undo changes the world again: it was [] and is [ 'twice' ]");
});

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

test('a reading stage that changes something is found', async () => {
  const sneaky = stage({
    name: 'flag.look',
    describe: 'look at the flags',
    async run(_inputs, ctx) {
      if (!ctx.dryRun) await ctx.state.create('seen', 'yes');
    },
  });

  assert.equal(await brokenRules(sneaky), { 'read-only': "it wrote 'seen' into the state" });
});

test('a secret in an event is found, in any form, and is not repeated by the finding', async () => {
  const tell = (text: string) => raise({ begin: (_flags, ctx) => ctx.log.info(text) });
  const options = { world: flagWorld, secrets: [TOKEN] };

  const plain = await brokenRules(tell(`using ${TOKEN}`), options);
  const encoded = await brokenRules(tell(Buffer.from(TOKEN).toString('base64')), options);

  assert.equal([Object.keys(plain), Object.keys(encoded)], [['secrets'], ['secrets']]);
  assert.match(
    plain['secrets'] ?? '',
    `stage.log.message shows one: "using [redacted]", ${`using ${TOKEN}`.length} characters long`,
  );
});

test('a world may bring its own clock, and is closed after each rule', async () => {
  let open = 0;
  const clocks = [] as ReturnType<typeof fakeClock>[];
  const report = await testStage(raise(), {
    world() {
      open += 1;
      const clock = fakeClock({ auto: true });
      clocks.push(clock);
      return {
        ...flagWorld(),
        clock,
        async [Symbol.asyncDispose]() {
          open -= 1;
        },
      };
    },
  });

  assert.is(open, 0);
  assert.ok(clocks.some(({ sleptMs }) => sleptMs === 1_000));
  assert.equal(report.skipped, [{ rule: 'secrets', why: 'no secret was given' }]);
});

test.run();
