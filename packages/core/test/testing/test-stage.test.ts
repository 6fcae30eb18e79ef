import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stage } from '../../src/index.ts';
import { fakeClock, testStage } from '../../src/testing/index.ts';
import { brokenRules, flagged, flagWorld, name, never, raise, TOKEN } from './flag-stage.ts';

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
