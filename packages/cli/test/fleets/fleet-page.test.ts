import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fleetPage } from '../../src/fleets/fleet-page.ts';
import { HOSTILE } from './hostile-fleet.ts';
import { fleetOf, membersOf, TAKEN_BACK, UNDER_WAY, waveOf } from './sample-fleet.ts';
import { THOUSAND } from './thousand.ts';

const test = suite('the page of a fleet');

const reportOf = ({
  app,
  runId,
}: {
  readonly app: string;
  readonly runId: string | null;
}): string | undefined => (runId === null ? undefined : `members/${encodeURIComponent(app)}.html`);

test('a thousand members are less than 300 kB, each with its sign, its name and its report', () => {
  const html = fleetPage(THOUSAND, { reportOf });

  const bytes = Buffer.byteLength(html);
  assert.ok(bytes < 300_000, `${bytes} bytes`);
  assert.is(html.match(/class="m [a-z]+" (?:href|role)/g)?.length, 1_000);
  assert.match(html, 'href="members/customer-shop-0001.html" aria-label="customer-shop-0001: good"');
});

test('even if all of them are bad for another reason, and have as many labels as there can be', () => {
  const members = THOUSAND.members.map((member, index) => ({
    ...member,
    app: `a-long-name-of-an-app-which-somebody-has-given-${index}`,
    outcome: 'bad' as const,
    because: `${String.fromCodePoint(97 + (index % 26)).repeat(1 + (index % 40))} `.repeat(30),
    labels: Object.fromEntries(
      Array.from({ length: 30 }, (_, label) => [
        `label-${label}`,
        `${'value '.repeat(5)}${(index * label) % 49}`,
      ]),
    ),
  }));

  const bytes = Buffer.byteLength(fleetPage({ ...THOUSAND, members }, { reportOf }));

  assert.ok(bytes < 300_000, `${bytes} bytes`);
});

test('no text of an app, a label or a person becomes markup, and no address but those of reports is a link', () => {
  const html = fleetPage(HOSTILE, { reportOf: () => undefined, todo: 'run `x"><script>`' });

  assert.is(html.match(/<script/g)?.length, 1);
  for (const unsafe of ['<img', '\u001b', '\u0000', '\u202e']) assert.not.ok(html.includes(unsafe));
  assert.not.match(html, /href="(?!#|data:image\/svg)/);
  assert.match(html, '&quot;&gt;&lt;script&gt;alert');
});

test('it needs nothing from elsewhere, and allows only its own script', () => {
  const html = fleetPage(THOUSAND, { reportOf });

  assert.match(html, "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-");
  assert.not.match(html, /src=|@import|url\(/);
});

test('the same record gives the same page', () => {
  assert.is(fleetPage(THOUSAND, { reportOf }), fleetPage(structuredClone(THOUSAND), { reportOf }));
});

test('it says what users have, what a person does, and what is not good by its failure', () => {
  const html = fleetPage(TAKEN_BACK, { reportOf, todo: 'look at it: `paintbox-deploy show`' });

  assert.match(
    html,
    '<b>Users now:</b> 0 apps on the new release, 3 apps back on the one before, 9 apps not touched',
  );
  assert.match(html, '<b>Do:</b> look at it: <code class="command">paintbox-deploy show</code>');
  assert.match(
    html,
    '<span class="pill fail">2 bad</span> <span class="why">CHECKS_FAILED: health answered 500</span>',
  );
});

test('a failure that only members with a label have names the label', () => {
  const html = fleetPage(THOUSAND, { reportOf });

  assert.match(html, '<b>all have</b> region gru');
});

test('a run that a service has slowed down says so, as long as it is under way', () => {
  const slow = { ...UNDER_WAY, pace: { atOnce: 3, askedBy: ['Fly.io', '<b>'] } };

  assert.match(
    fleetPage(slow, { reportOf }),
    '<dt>pace</dt><dd>3 at once, because Fly.io and &lt;b&gt; asked to call less often</dd>',
  );
  assert.not.match(fleetPage({ ...TAKEN_BACK, pace: slow.pace }, { reportOf }), '<dt>pace</dt>');
});

test('labels that a few members share by chance are not named', () => {
  const members = THOUSAND.members.map((member, index) =>
    index === 3 || index === 6
      ? { ...member, outcome: 'person' as const, because: 'FLY_TOKEN_REFUSED: it is for another app' }
      : { ...member, outcome: 'good' as const, because: 'succeeded' },
  );
  const [one, other] = [members[3], members[6]];

  const html = fleetPage({ ...THOUSAND, members }, { reportOf });

  assert.equal([one?.labels['tier'], other?.labels['tier']], ['free', 'free']);
  assert.not.match(html, '<b>all have</b>');
});

test('the sign of each outcome is explained where scripts do not run', () => {
  assert.match(
    fleetPage(TAKEN_BACK, { reportOf }),
    '<p class="counts">3 members: <span class="m bad" aria-hidden="true">✗</span> 2 bad, <span class="m back" aria-hidden="true">↩</span> 1 taken back;',
  );
});

test('names that are the same for eighty letters are told apart by their end', () => {
  const record = fleetOf({
    waves: [waveOf('all', 2, { status: 'bad' })],
    members: membersOf('all', { bad: 2 }, () => 'CHECKS_FAILED: no key').map((member, index) => ({
      ...member,
      app: `${'🛍'.repeat(150)}-its-end-${index}`,
    })),
  });

  const html = fleetPage(record, { reportOf: () => undefined });

  for (const name of [0, 1].map((index) => `${'🛍'.repeat(27)}\ufffd…${'🛍'.repeat(7)}-its-end-${index}`)) {
    assert.match(html, `aria-label="${name}: bad"`);
    assert.match(html, `<code>${name}</code>`);
  }
});

test('a failure keeps its name in addresses while more members get it, and others come before it', () => {
  const ids = (counts: Parameters<typeof membersOf>[1]): readonly string[] => {
    const members = membersOf('all', counts, (outcome, app) =>
      outcome === 'person' ? 'FLY_UNDO_UNPROVEN: not healthy' : `CHECKS_FAILED: ${app} answered 503`,
    );
    const html = fleetPage(fleetOf({ waves: [waveOf('all', members.length)], members }), { reportOf });
    return [...html.matchAll(/data-id="([0-9a-f]{8})"/g)].map(([, id = '']) => id);
  };

  const [bad] = ids({ good: 5, bad: 1 });
  const later = ids({ person: 1, good: 1, bad: 4 });

  assert.is(later.length, 2);
  assert.is(later[1], bad);
});

test('a fleet in which everything is good has no list of failures', () => {
  const record = fleetOf({
    status: 'succeeded',
    exitCode: 0,
    waves: [waveOf('all', 2, { status: 'good' })],
    members: membersOf('all', { good: 2 }),
  });

  assert.not.match(fleetPage(record, { reportOf }), 'What is not good');
});

test.run();
