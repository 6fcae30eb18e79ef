/**
 * Waits until machines are proven by the platform: started, every configured check passing, the image as released. A crash is told at once, with its reason; a
 * wait at the platform would not tell it.
 */
import { counted } from '@paintbox/deploy-core/run';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import type { ApiMachine } from '../api/machine-schema.ts';
import { machinesApi } from '../api/machines-api.ts';
import { greenUnhealthy, healthTimeout } from '../release-errors.ts';
import { exists, fleetMachine } from '../fleet/machine.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { whyEnded } from './why-ended.ts';

/** A machine that is to become healthy. */
export interface Awaited {
  readonly id: string;
  readonly group: string;
  /** The image it has to run; null when any is right. */
  readonly digest: string | null;
}

/** How it looks now. */
type Look =
  | { readonly status: 'healthy' }
  | { readonly status: 'waiting'; readonly words: string }
  /** The proxy stopped it, because nobody asks it yet. */
  | { readonly status: 'idle' }
  | { readonly status: 'hopeless'; readonly error: DeployError };

/** A list may be asked for once a second, whatever it shows. */
const LOOK_MS = 1_000;
/** A few machines are read one by one at first, which the platform allows five times a second: what is well already need not wait. */
const QUICK_LOOK_MS = 250;
const QUICK_MS = 3_000;
const FEW = 4;
/** How many good looks in a row are needed, because a single one may be luck. */
const GOOD_LOOKS = 2;
/** So long a machine without checks has to stay up, because nothing else proves it; flyctl 0.4.87 watches every machine for so long (its smoke checks). */
const STAYS_UP_MS = 10_000;
/** For so long a machine that was just made may be missing in what is read, and one that was just changed may look as before. */
const LAG_MS = 15_000;

/**
 * One list a second watches any number of machines; a few are looked at more often at first.
 *
 * @throws DeployError `FLY_CRASHING`, `FLY_GREEN_UNHEALTHY`, `FLY_IMAGE_MISSING`, `FLY_IMAGE_TOO_BIG`, `FLY_MACHINE_STUCK`, `FLY_HEALTH_TIMEOUT`
 */
export async function awaitHealthy(
  ctx: StageContext,
  awaited: readonly Awaited[],
  { limitMs, wake }: { readonly limitMs: number; readonly wake: (id: string) => Promise<unknown> },
): Promise<readonly FleetMachine[]> {
  const startedAt = ctx.clock.now();
  for (let good = 0, goodSince = startedAt; ;) {
    const waitedMs = ctx.clock.now() - startedAt;
    const quick = awaited.length <= FEW && waitedMs < QUICK_MS;
    const seen = quick ? await readEach(ctx, awaited) : await readThese(ctx, awaited);
    const looks = awaited.map((one) => ({ one, look: lookAt(one, seen.get(one.id), waitedMs) }));
    for (const { look } of looks) if (look.status === 'hopeless') throw look.error;
    for (const { one, look } of looks) if (look.status === 'idle') await wakeUp(ctx, one.id, wake);
    const waiting = looks.filter(({ look }) => look.status !== 'healthy');
    good = waiting.length === 0 ? good + 1 : 0;
    if (good <= 1) goodSince = ctx.clock.now();
    const machines = awaited.flatMap(({ id }) => seen.get(id) ?? []).map(fleetMachine);
    const stayMs = machines.some(({ checks }) => checks.total === 0) ? STAYS_UP_MS : 0;
    if (good >= GOOD_LOOKS && ctx.clock.now() - goodSince >= stayMs) return machines;
    const words = waiting.map(({ one, look }) => `${one.id} (${one.group}) ${wordsOf(look)}`);
    if (waitedMs >= limitMs && good === 0) throw healthTimeout(words, waitedMs);
    ctx.progress(`${awaited.length - waiting.length} of ${awaited.length} new machines are healthy`);
    await ctx.clock.sleep(quick ? QUICK_LOOK_MS : LOOK_MS, ctx.signal);
  }
}

/** A start that fails is tried again at the next look. */
async function wakeUp(ctx: StageContext, id: string, wake: (id: string) => Promise<unknown>): Promise<void> {
  try {
    await wake(id);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    ctx.log.debug(`machine ${id} could not be started yet: ${failure.error.message}`);
  }
}

async function readEach(
  ctx: StageContext,
  awaited: readonly Awaited[],
): Promise<ReadonlyMap<string, ApiMachine>> {
  const { machines } = machinesApi(ctx);
  const read = await Promise.all(awaited.map(({ id }) => machines.get(id)));
  return new Map(read.flatMap((machine) => (machine === null ? [] : [[machine.id, machine]])));
}

async function readThese(
  ctx: StageContext,
  awaited: readonly Awaited[],
): Promise<ReadonlyMap<string, ApiMachine>> {
  const { machines } = machinesApi(ctx);
  const listed = new Map((await machines.list()).map((machine) => [machine.id, machine]));
  const seen = new Map<string, ApiMachine>();
  for (const { id } of awaited) {
    const machine = listed.get(id);
    // Lists lag, and may leave out the image: the machine itself is asked.
    const whole = machine !== undefined && machine.imageRef !== null && exists(machine);
    const now = whole ? machine : await machines.get(id);
    if (now !== null) seen.set(id, now);
  }
  return seen;
}

function lookAt(one: Awaited, raw: ApiMachine | undefined, waitedMs: number): Look {
  if (raw === undefined || !exists(raw)) {
    const waits = raw === undefined && waitedMs < LAG_MS;
    return waits
      ? { status: 'waiting', words: 'is not known yet' }
      : { status: 'hopeless', error: greenUnhealthy(one.id, 'it is gone: somebody removed it, or it ended') };
  }
  const ended = whyEnded(raw);
  if (ended !== undefined) return { status: 'hopeless', error: ended };
  const machine = fleetMachine(raw);
  if (!machine.hostOk) return { status: 'waiting', words: 'is on a host that does not answer' };
  if (one.digest !== null && machine.digest !== null && machine.digest !== one.digest) {
    // A read may be older than the change in place that it follows.
    if (waitedMs < LAG_MS) return { status: 'waiting', words: 'shows another image yet' };
    const what = `it runs image ${machine.digest}, and not ${one.digest}`;
    return { status: 'hopeless', error: greenUnhealthy(one.id, what) };
  }
  if (machine.state === 'stopped' || machine.state === 'suspended') return { status: 'idle' };
  if (machine.state !== 'started') return { status: 'waiting', words: `is ${machine.state}` };
  const { passing, total } = machine.checks;
  return passing >= total && raw.checks.every(({ status }) => status === 'passing')
    ? { status: 'healthy' }
    : { status: 'waiting', words: `passes ${passing} of ${counted(total, 'check')}${outputOf(raw)}` };
}

function outputOf({ checks }: ApiMachine): string {
  const failing = checks.find(({ status, output }) => status !== 'passing' && output !== '');
  return failing === undefined ? '' : `: ${failing.output.replaceAll(/\s+/g, ' ').slice(0, 200)}`;
}

function wordsOf(look: Look): string {
  if (look.status === 'waiting') return look.words;
  return look.status === 'idle' ? 'was stopped for lack of traffic' : look.status;
}
