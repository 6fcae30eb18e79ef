// Plants secrets in everything a stage can say, make, return or throw, and searches everything that comes out for any form of them.
// `PAINTBOX_LEAK_CASES` and `PAINTBOX_LEAK_SEED` ask for more cases and for others.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifact, definePipeline, DeployError, json, stage } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import type { Artifact, EffectContext, Pipeline } from '../../src/index.ts';
import { runStage } from '../../src/testing/index.ts';
import { memoryRun } from '../engine/world.ts';
import { seeded } from '../../../../test/seeded.ts';
import { pick, sentinel, tellingForms, wrapped } from './sentinels.ts';

const CASES = Number(process.env['PAINTBOX_LEAK_CASES'] ?? 10_000);
const SEED = Number(process.env['PAINTBOX_LEAK_SEED'] ?? 20_261_123);
const CASES_PER_RUN = 125;
const SECRETS_PER_RUN = 25;

const anything: Artifact<'anything', unknown> = artifact('anything', json<unknown>());

const WORDS: readonly string[] = `
  the and for with from this that release deploy deployed rollback stable image digest health check passed failed warning
  inconclusive production staging environment machine region version latency header headers certificate verified identity
  secret secrets password token key keys public private rotate retire account bucket policy role stage pipeline artifact
  effect journal lock holder lease waiting cancelled timeout transient retrying attempt listener notification channel message
  error undone succeeded skipped started ended running application address https://demo.example/api/health sha256:0123456789abcdef
  20261123-061530-1a2b3c4d 2026-11-23T06:15:30.000Z v42 1.0.0 127.0.0.1 8080 200 404 503 application/json text/plain
  max-age=31536000 includeSubDomains nosniff AWSCURRENT AWSPENDING ES256 P-256 null true false undefined
`
  .trim()
  .split(/\s+/);

/** One secret in one form in one place. */
interface Case {
  readonly printed: string;
  readonly telling: readonly (readonly [name: string, text: string])[];
}

function makeCase(random: () => number, secret: string): Case {
  const forms = tellingForms(secret);
  if (random() < 0.15) {
    const { printed, telling } = wrapped(random, secret);
    return { printed, telling: [...forms, ['wrapped in base64', telling]] };
  }
  const [, form] = pick(random, forms);
  const around = pick(random, ['', ' ', '"', '=', ': ', 'x', '\n', '/']);
  return { printed: `${pick(random, WORDS)}${around}${form}${around}${pick(random, WORDS)}`, telling: forms };
}

type Place = (text: string, ctx: EffectContext, index: number) => unknown;

function effectWith(ctx: EffectContext, index: number, describe: string, value: unknown): Promise<unknown> {
  return ctx.effect(`e${index}`, {
    describe,
    apply: async () => value,
    observe: async () => ({ status: 'not-done' }),
  });
}

/** The places that do not end the stage. */
const PLACES: Readonly<Record<string, Place>> = {
  'a log line': (text, ctx, index) => (index % 2 === 0 ? ctx.log.debug(text) : ctx.log.warn(text)),
  progress: (text, ctx) => ctx.progress(text),
  'a check': (text, ctx, index) =>
    ctx.check({
      id: `c${index}`,
      target: text,
      verdict: 'warn',
      critical: false,
      message: text,
      hint: text,
      evidence: { [text]: [text] },
    }),
  'what an effect would do': (text, ctx, index) => effectWith(ctx, index, text, null),
  'the value of an effect': (text, ctx, index) => effectWith(ctx, index, 'x', { deep: [{ [text]: text }] }),
  'an effect that failed': (text, ctx, index) =>
    ctx
      .effect(`e${index}`, {
        describe: 'x',
        apply: () => Promise.reject(new Error(text)),
        observe: async () => ({ status: 'unknown', reason: text }),
      })
      .catch(() => undefined),
};

/** Plants cases in all places, fails once and is tried again, and ends as the number of the run says. */
function planting(run: number, secrets: readonly string[], cases: readonly Case[]): Pipeline {
  const texts = cases.map(({ printed }) => printed);
  const text = (index: number): string => texts[index % texts.length] ?? '';
  let attempt = 0;
  const gathered = (): DeployError =>
    new DeployError('TEST_LEAKS', text(1), {
      hint: text(2),
      cause: new Error(text(3), { cause: text(4) }),
      problems: [
        new DeployError('TEST_DEEP', text(5), {
          problems: [new DeployError('TEST_DEEPER', text(6), { hint: text(7) })],
        }),
      ],
    });
  const plants = stage({
    name: 'test.plants',
    provides: { anything },
    retry: { retries: 1, minDelayMs: 1 },
    async run(_inputs, ctx) {
      for (const secret of secrets) ctx.secret(secret);
      attempt += 1;
      if (attempt === 1) throw new DeployError('TEST_FLAKY', text(0), { hint: text(8), transient: true });
      ctx.log.info(WORDS.join(' '));
      const places = Object.values(PLACES);
      for (const [index, each] of texts.entries()) {
        await places[index % places.length]?.(each, ctx, index);
      }
      return { anything: { list: texts.slice(0, 20), [text(9)]: { [text(10)]: text(11) } } };
    },
    undo() {
      throw run % 2 === 0 ? new Error(text(12)) : gathered();
    },
  });
  const ends = stage({
    name: 'test.ends',
    run(_inputs, ctx) {
      if (run % 3 === 0) throw gathered();
      if (run % 3 === 1) throw new TypeError(text(13), { cause: text(14) });
      ctx.finish(text(15));
    },
  });
  return definePipeline('p', [plants, ends]);
}

/** Every string and number in some data, keys included. */
function texts(data: unknown): readonly string[] {
  if (typeof data === 'string' || typeof data === 'number') return [String(data)];
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => [key, ...texts(value)]);
}

interface Outcome {
  readonly hits: readonly string[];
  readonly redactions: number;
  readonly falseRedactions: number;
}

/** Runs a pipeline that plants the cases and searches what came out. */
async function searched(
  run: number,
  registered: readonly string[],
  cases: readonly Case[],
): Promise<Outcome> {
  const options = memoryRun(planting(run, registered, cases));
  const record = await runPipeline(options);
  const lines: string[] = [];
  for await (const line of options.store.lines(`runs/${record.runId}.jsonl`)) {
    // Hashes hold no secret, but they hold any six digits by chance now and then.
    lines.push(line.replaceAll(/"(prev|hash)":"[0-9a-f]{64}"/g, '"$1":""'));
  }
  const journal = lines.join('\n');
  const sinks = {
    'the journal': journal,
    'the journal, read': lines.flatMap((line) => texts(JSON.parse(line))).join('\0'),
    'the events': options.seen.flatMap((event) => texts(event)).join('\0'),
    'the record': `${JSON.stringify(record)}\0${texts(record).join('\0')}`,
  };
  const telling = new Map(cases.flatMap((each) => each.telling).map(([name, form]) => [form, name]));
  const hits = Object.entries(sinks).flatMap(([sink, content]) =>
    [...telling]
      .filter(([form]) => content.includes(form))
      .map(([form, name]) => `run ${run}, ${sink}: ${name} ${JSON.stringify(form)}`),
  );
  const words = options.seen.find((event) => event.type === 'stage.log' && event.level === 'info');
  assert.ok(words?.type === 'stage.log');
  const count = (text: string): number => text.split('[redacted]').length - 1;
  return { hits, redactions: count(journal), falseRedactions: count(words.message) };
}

function casesOf(random: () => number): {
  readonly secrets: readonly string[];
  readonly cases: readonly Case[];
} {
  const secrets = Array.from({ length: SECRETS_PER_RUN }, () => sentinel(random));
  const cases = Array.from({ length: CASES_PER_RUN }, () => makeCase(random, pick(random, secrets)));
  return { secrets, cases };
}

test(`${CASES} planted secrets are in no journal, no event and no record`, async () => {
  const random = seeded(SEED);
  const outcomes: Outcome[] = [];
  for (let run = 0; run * CASES_PER_RUN < CASES; run += 1) {
    const { secrets, cases } = casesOf(random);
    outcomes.push(await searched(run, secrets, cases));
  }

  const tried = outcomes.length * CASES_PER_RUN;
  const hits = outcomes.flatMap((each) => each.hits);
  const sum = (of: 'redactions' | 'falseRedactions'): number =>
    outcomes.reduce((total, each) => total + each[of], 0);
  process.stdout.write(
    `${tried} cases, seed ${SEED}: ${hits.length} hits, ${sum('redactions')} redactions, ${sum('falseRedactions')} false ones in ${outcomes.length} × ${WORDS.length} words\n`,
  );
  assert.equal(hits.slice(0, 10), []);
  assert.is(sum('falseRedactions'), 0);
});

test('the search finds secrets that nobody registered, in every sink', async () => {
  const { cases } = casesOf(seeded(SEED));

  const { hits, redactions } = await searched(0, [], cases);

  assert.is(redactions, 0);
  for (const sink of ['the journal:', 'the journal, read:', 'the events:', 'the record:']) {
    assert.ok(
      hits.some((hit) => hit.includes(sink)),
      sink,
    );
  }
  const found = cases.filter(({ telling }) =>
    telling.some(([, form]) => hits.some((hit) => hit.endsWith(JSON.stringify(form)))),
  );
  assert.is(found.length, cases.length);
});

test('secrets that a command prints in pieces are whole, and masked, when they become events', async () => {
  const random = seeded(SEED);
  // One line each: a secret of several lines is masked line by line where it is a key, and whole where it is printed as one.
  const secrets = Array.from({ length: 30 }, () => sentinel(random)).filter(
    (secret) => !/[\r\n]/.test(secret),
  );
  const forms = secrets.flatMap((secret) => tellingForms(secret).map(([, form]) => form));
  const script = `
    const bytes = Buffer.from(process.argv[1]);
    let at = 0;
    const more = () => {
      if (at >= bytes.length) return;
      // Neither lines nor characters end where a piece does.
      process.stdout.write(bytes.subarray(at, (at += 97)), () => setImmediate(more));
    };
    more();`;
  const prints = stage({
    name: 'test.prints',
    async run(_inputs, ctx) {
      for (const secret of secrets) ctx.secret(secret);
      const onLine = (line: string, stream: string): void => {
        if (stream === 'stdout') ctx.log.info(line);
      };
      await ctx.$({ onLine, timeoutMs: 10_000 })`${process.execPath} -e ${script} ${forms.join('\n')}`;
    },
  });

  const { error, events } = await runStage(prints, {}, { env: { PATH: process.env['PATH'] } });

  assert.is(error, undefined);
  const logged = events.flatMap((event) => (event.type === 'stage.log' ? [event.message] : []));
  assert.is(logged.length, forms.length);
  assert.equal(
    forms.filter((form) => logged.some((line) => line.includes(form))),
    [],
  );
});

test.run();
