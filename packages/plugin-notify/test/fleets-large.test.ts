// What is told of fleets that are larger than a message.
import { defineFleet, wave } from '@paintbox/deploy-core/fleet';
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import { memoryStore } from '@paintbox/deploy-core/testing';
import { startSlackEmulator, startSmtpSink } from '@paintbox/deploy-emulators/notify';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { email, slack } from '../src/index.ts';
import { fleetNotice } from '../src/notices/fleet-notice.ts';
import { takesImage } from './fixtures/takes-image.ts';
import { coordinate, RUN, shops } from './fleet-rig.ts';

const test = suite('notices of large fleets');

test('a thousand members are four messages that Slack takes whole, and four short mails, each with its links and its command', async () => {
  const slackService = await startSlackEmulator();
  const mailServer = await startSmtpSink();
  const failures: string[] = [];
  const members = shops(1_000).map(({ app, labels }) => ({ app: `${app}-${'customer'.repeat(6)}`, labels }));
  const fleet = defineFleet('shops', {
    members,
    pipeline: takesImage,
    waves: [wave('first', { count: 5 }), wave('second', { count: 50 }), wave('rest', { tolerate: 100 })],
    atOnce: 100,
  });
  // A sixth of the last wave fails, most of them in the same way, and a few cannot be taken back.
  const handed = new Set<string>();
  const order = (app: string): number => Number(app.split('-')[1]);
  try {
    await coordinate(fleet, memoryStore(), {
      decide: (app, goal) => {
        if (goal === 'back') return order(app) % 50 === 1 ? 'person' : 'back';
        if (goal === 'ask') return 'good';
        handed.add(app);
        return handed.size > 55 && order(app) % 3 === 0 ? 'bad' : 'good';
      },
      why: (app) =>
        order(app) % 2 === 0
          ? `CHECKS_FAILED: https://${app}.fly.dev answered 503`
          : `BOOT_FAILED: ${'a reason that has no end '.repeat(40)}`,
      listeners: [slack(), email()],
      env: {
        SLACK_BOT_TOKEN: slackService.token,
        SLACK_CHANNEL: 'C0DEPLOYS',
        SLACK_API_URL: slackService.apiUrl,
        NOTIFICATION_EMAIL: 'team@paintbox.example',
        SMTP_URL: mailServer.url,
        CI_JOB_URL: 'https://ci.example/42',
        PAINTBOX_REPORT_URL: 'https://reports.example/{run}/report.html',
      },
      failures,
    });

    assert.equal(failures, []);
    const mails = mailServer.mails();
    assert.equal(
      mails.map(({ subject }) => subject.replace('[shops] shops (production)', '')),
      [
        ": wave 'first' is good",
        ": wave 'second' is good",
        " is stopped in wave 'rest'",
        ' needs a person: 7 members need a person',
      ],
    );
    for (const { raw, text } of mails) {
      assert.ok(raw.length < 12_000, `${raw.length} bytes`);
      assert.match(text, `https://reports.example/${RUN}/report.html`);
      assert.match(text, 'https://ci.example/42');
    }
    const [stop, end] = mails.slice(2).map(({ text }) => text);
    assert.match(stop ?? '', /^• shop-\d+-\S+ and \d+ more: CHECKS_FAILED: /m);
    assert.match(stop ?? '', /^• shop-\d+-\S+ and \d+ more: BOOT_FAILED: /m);
    for (const words of ['Back on the release before, and proven', 'Still on the new release, and good'])
      assert.match(end ?? '', new RegExp(`^${words} \\(\\d+\\): (\\S+, ){9}\\S+ and \\d+ more$`, 'm'));
    assert.match(end ?? '', /^For a person \(7\): (\S+, ){6}\S+$/m);
    // The first message is edited, and each news after it is a reply.
    const said = slackService.messages().map((message) => JSON.stringify(message));
    assert.is(said.length, 4);
    for (const text of said.slice(-2)) assert.match(text, `→ run: paintbox-deploy fleet status ${RUN}"`);
    for (const text of said) assert.match(text, `"url":"https://reports.example/${RUN}/report.html"`);
  } finally {
    await slackService.close();
    await mailServer.close();
  }
});

test('however much there is to say, the command that comes next is whole', () => {
  const long = 'a reason that has no end '.repeat(100);
  const members: FleetRecord['members'] = Array.from({ length: 3_000 }, (_, index) => ({
    app: `shop-${index}-${'x'.repeat(200)}`,
    labels: {},
    wave: 'rest',
    runId: 'run',
    outcome: 'bad',
    because: `${String.fromCodePoint(97 + (index % 26)).repeat(1 + index / 26)} ${long}`,
  }));
  const record: FleetRecord = {
    schema: 'paintbox.fleet/1',
    runId: RUN,
    fleet: 'shops',
    environment: 'production',
    pipeline: 'deploy',
    plan: '0'.repeat(16),
    image: null,
    status: 'running',
    because: long,
    paused: false,
    startedAt: '2026-11-28T12:00:00.000Z',
    held: false,
    waves: [],
    members,
  };
  const because = Array.from({ length: 40 }, () => long);
  const event = {
    v: 1,
    seq: 7,
    runId: RUN,
    ts: record.startedAt,
    type: 'fleet.stopped',
    wave: 'rest',
    because,
  } as const;

  const { text = '' } = fleetNotice({ event, record }) ?? {};

  assert.ok(text.length <= 2_900, `${text.length} characters`);
  assert.match(text, /^• shop-\d+-x+…?: /m);
  assert.match(text, /^• 2\d{3} members with other failures$/m);
  assert.ok(text.endsWith(`\n→ run: paintbox-deploy fleet status ${RUN}`), text.slice(-200));
});

test.run();
