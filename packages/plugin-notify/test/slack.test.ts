// Slack, by webhook and by bot, against an emulator of it: a test double, not the service.
import { definePipeline, stage } from '@paintbox/deploy-core';
import { startSlackEmulator } from '@paintbox/deploy-emulators/notify';
import type { SlackEmulator } from '@paintbox/deploy-emulators/notify';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { slack } from '../src/index.ts';
import { broken, deployPipeline, lookPipeline, owed, refusedPipeline, run, wrongUsage } from './rig.ts';

const test = suite<{ service: SlackEmulator }>('slack (against an emulator)');
test.before.each(async (context) => {
  context.service = await startSlackEmulator();
});
test.after.each(({ service }) => service.close());

const plainText = (text: string): object => ({ type: 'plain_text', text, emoji: false });
const shown = (service: SlackEmulator): string => JSON.stringify(service.messages());
const bot = ({ token, channel, apiUrl }: SlackEmulator): Record<string, string> => ({
  SLACK_BOT_TOKEN: token,
  SLACK_CHANNEL: channel,
  SLACK_API_URL: apiUrl,
});

test('without an address nothing is sent, kept or warned of', async ({ service }) => {
  const { failures, store } = await run({ listeners: [slack()], env: { SLACK_WEBHOOK: '' } });

  assert.equal([failures, await store.list('notify/'), service.calls()], [[], [], 0]);
});

test('an address that cannot be one is a warning that does not show it', async () => {
  const env = { SLACK_WEBHOOK: 'http://hooks.example/services/T0/B0/hush-hush' };

  const { record, events, failures } = await run({ listeners: [slack()], env });

  assert.equal([record.exitCode, failures], [0, ['slack NOTIFY_SETTINGS']]);
  assert.not.match(JSON.stringify(events), 'hush-hush');
});

test('SLACK_WEBHOOK is enough: one message says how the run ended', async ({ service }) => {
  const { record, failures, store } = await run({
    listeners: [slack()],
    env: { SLACK_WEBHOOK: service.webhook },
  });

  assert.equal(failures, []);
  assert.is(service.messages().length, 1);
  assert.match(shown(service), 'deploy of paintbox to production succeeded');
  assert.match(shown(service), record.runId);
  assert.equal(await owed(store, 'slack'), []);
});

test('links are buttons, within the limits of Slack', async ({ service }) => {
  const source = { jobUrl: 'https://ci.example/42', commitUrl: `https://long.example/${'a'.repeat(3_000)}` };

  const { failures } = await run({ listeners: [slack()], env: { SLACK_WEBHOOK: service.webhook }, source });

  assert.equal(failures, []);
  const [message] = service.messages();
  const actions = (message?.['blocks'] as readonly { readonly type: string }[] | undefined)?.at(-1);
  const button = { type: 'button', action_id: 'paintbox-link-0', style: 'primary' };
  assert.equal(actions, {
    type: 'actions',
    elements: [
      { ...button, text: plainText('Run'), url: 'https://ci.example/42' },
      {
        type: 'button',
        action_id: 'paintbox-link-1',
        text: plainText('App'),
        url: 'https://paintbox.example/',
      },
    ],
  });
});

test('a failure says code, message and hint', async ({ service }) => {
  const pipeline = deployPipeline(broken('the door "front" is shut'));

  await run({ listeners: [slack()], env: { SLACK_WEBHOOK: service.webhook }, pipeline });

  assert.match(shown(service), /DEMO_BROKEN: the door .+front.+ is shut/);
  assert.match(shown(service), 'mend it');
});

test('text from outside mentions nobody, makes no links and formats nothing', async ({ service }) => {
  const evil = '<!channel> @here <@U123> <https://evil.example|click> *bold* \u202etxt.exe \u001b[31mred';
  const pipeline = deployPipeline(broken(evil, evil));

  await run({ listeners: [slack()], env: { SLACK_WEBHOOK: service.webhook }, pipeline });

  const [message] = service.messages();
  assert.equal([message?.['parse'], message?.['link_names']], ['none', false]);
  assert.not.match(shown(service), /mrkdwn|@here|@U123|\u202e|\\u001b/);
  assert.not.match(String(message?.text), /<!|<@|<http/);
});

test('a look that ends as the last one did is no news; one that does not is', async ({ service }) => {
  const env = { SLACK_WEBHOOK: service.webhook };
  const good = lookPipeline();
  const bad = lookPipeline(broken('it is down'));
  const first = await run({ listeners: [slack()], env, pipeline: good });
  const counts: number[] = [];

  for (const pipeline of [good, bad, bad, good, good]) {
    await run({ listeners: [slack()], env, pipeline, store: first.store });
    counts.push(service.messages().length);
  }

  assert.equal(counts, [0, 1, 1, 2, 2]);
});

test('only problems, and only of the pipelines that were named', async ({ service }) => {
  const env = { SLACK_WEBHOOK: service.webhook };
  const problems = slack({ when: 'problems' });
  const others = slack({ name: 'others', pipelines: ['rollback'] });

  const { store } = await run({ listeners: [problems, others], env });
  assert.is(service.messages().length, 0);
  assert.equal([await owed(store, 'slack'), await owed(store, 'others')], [[], []]);
  await run({ listeners: [problems, others], env, store, pipeline: deployPipeline(broken('no')) });

  assert.is(service.messages().length, 1);
});

test('wrong usage alerts nobody, and leaves nothing in the outbox', async ({ service }) => {
  const where = { listeners: [slack()], env: { SLACK_WEBHOOK: service.webhook } };

  const deployed = await run({ ...where, pipeline: refusedPipeline() });
  const looked = await run({ ...where, pipeline: lookPipeline(wrongUsage()) });

  assert.equal([deployed.record.exitCode, looked.record.exitCode], [2, 2]);
  assert.is(service.messages().length, 0);
  assert.equal([await owed(deployed.store, 'slack'), await owed(looked.store, 'slack')], [[], []]);
});

test('a confirmation that was declined is told as that, with what is still broken', async ({ service }) => {
  const look = stage({
    name: 'demo.look',
    run(_inputs, ctx) {
      ctx.check({
        id: 'jwks.keys',
        target: 'https://paintbox.example',
        verdict: 'fail',
        critical: true,
        message: 'the key set is empty',
        evidence: {},
      });
      ctx.decline('release v4 was not put back');
    },
  });
  const pipeline = definePipeline('rollback', [look, ...deployPipeline().stages] as unknown as readonly []);

  const { record } = await run({ listeners: [slack()], env: { SLACK_WEBHOOK: service.webhook }, pipeline });

  assert.equal([record.status, record.exitCode], ['cancelled', 130]);
  assert.match(String(service.messages()[0]?.text), 'was not confirmed');
  assert.match(shown(service), /release v4 was not put back/);
  assert.match(shown(service), /Failed checks[^}]*jwks\.keys/);
});

test('where a bot has shown the start of a run that wrong usage ended, it shows the end there, and calls nobody', async ({
  service,
}) => {
  await run({ listeners: [slack()], env: bot(service), pipeline: refusedPipeline() });

  const [message, ...others] = service.messages();
  assert.match(String(message?.text), 'did not start: wrong usage or configuration');
  assert.is(others.length, 0);
});

test('a bot has one message for each run, edited to how it ended', async ({ service }) => {
  const { failures } = await run({ listeners: [slack()], env: bot(service) });

  assert.equal(failures, []);
  const [message, ...more] = service.messages();
  assert.equal(more, []);
  assert.ok((message?.edits ?? 0) >= 1);
  assert.match(shown(service), 'succeeded');
  assert.match(shown(service), '✔ demo.change');
});

test('what somebody must look at is a reply in the thread too, because an edit calls nobody', async ({
  service,
}) => {
  await run({ listeners: [slack()], env: bot(service), pipeline: deployPipeline(broken('it broke')) });

  const [parent, reply, ...more] = service.messages();
  assert.equal(more, []);
  assert.is(reply?.['thread_ts'], parent?.ts);
  assert.match(JSON.stringify(reply), 'it broke');
});

test('a start whose answer was lost is found again, not posted twice', async ({ service }) => {
  service.addFault({ kind: 'accept-then-reset', path: 'chat.postMessage', times: 1 });

  const { failures } = await run({ listeners: [slack()], env: bot(service) });

  assert.equal([failures, service.messages().length], [[], 1]);
  assert.match(shown(service), 'succeeded');
});

test('a token that is refused is said with what to do', async ({ service }) => {
  const env = { ...bot(service), SLACK_BOT_TOKEN: 'xoxb-revoked-token' };

  const { record, events, failures } = await run({ listeners: [slack()], env });

  assert.equal([record.exitCode, failures], [0, ['slack NOTIFY_REFUSED']]);
  const failed = events.find((event) => event.type === 'listener.failed');
  assert.match(failed?.error.message ?? '', 'invalid_auth');
  assert.match(failed?.error.hint ?? '', 'make a new one');
  assert.not.match(JSON.stringify(events), 'xoxb-revoked-token');
});

test.run();
