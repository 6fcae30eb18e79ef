/** The platform's health checks of one machine: real requests on a timer, from start to stop. */
import { request } from 'node:http';
import { connect } from 'node:net';
import type { CheckStatus, NamedCheck } from './machine.ts';
import { durationMs, scaledMs, type Timing } from './timing.ts';

export interface HealthChecksOptions {
  readonly checks: readonly NamedCheck[];
  readonly port: number;
  readonly timing: Timing;
  /** Whatever the app answers, no check passes. */
  readonly neverPass?: boolean;
  /** Called with every check's state after a change of any status, and after each first result. */
  readonly onChange: (statuses: readonly CheckStatus[]) => void;
}

/** A running set of checks. */
export interface HealthChecks {
  /** What each check saw last, as the edge knows it; the machine's reports may have been reset. */
  known(): readonly CheckStatus[];
  /** Reports every check anew when it has run again. */
  forget(): void;
  stop(): void;
}

interface ProbeOutcome {
  readonly ok: boolean;
  readonly output: string;
}

/** Until a machine has passed once it is asked at least this often, so that a short interval of a test is not wasted. */
const eagerIntervalMs = 200;

/** Starts the checks; the first round begins at once, failures within the grace period only warn. */
export function startHealthChecks({
  checks,
  port,
  timing,
  neverPass = false,
  onChange,
}: HealthChecksOptions): HealthChecks {
  const statuses = new Map<string, CheckStatus>();
  const known = new Map<string, CheckStatus>();
  const timers = new Set<NodeJS.Timeout>();
  const startedAt = Date.now();
  let stopped = false;

  const schedule = (named: NamedCheck, delayMs: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void round(named);
    }, delayMs);
    timers.add(timer);
  };
  const round = async (named: NamedCheck): Promise<void> => {
    const { check, name } = named;
    const outcome = neverPass ? { ok: false, output: 'request timed out' } : await probe(named, port);
    if (stopped) return;
    const inGrace = Date.now() - startedAt < scaledMs(duration(check.grace_period, 5000), timing);
    const status = outcome.ok ? 'passing' : inGrace ? 'warning' : 'critical';
    const before = statuses.get(name);
    const report = { name, status, output: outcome.output, updated_at: new Date().toISOString() } as const;
    statuses.set(name, report);
    known.set(name, report);
    if (before?.status !== status) onChange([...statuses.values()]);
    const interval = scaledMs(duration(check.interval, 15_000), timing);
    schedule(named, outcome.ok ? interval : Math.min(interval, eagerIntervalMs));
  };
  for (const named of checks) schedule(named, 50);

  return {
    known: () => [...known.values()],
    forget: () => statuses.clear(),
    stop: () => {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** A check of a machine that is not running. */
export function deadCheck(check: CheckStatus): CheckStatus {
  return { ...check, status: 'critical', output: 'the machine is not running' };
}

function duration(text: string | undefined, otherwiseMs: number): number {
  // A timer takes whole milliseconds only, and 0 would mean no time limit.
  const given = text === undefined ? undefined : durationMs(text, 'ms');
  return given === undefined ? otherwiseMs : Math.max(1, Math.ceil(given));
}

/** The time limit of a probe is not scaled: the app answers in real time. */
async function probe({ check }: NamedCheck, port: number): Promise<ProbeOutcome> {
  const timeout = duration(check.timeout, 2000);
  return check.type === 'tcp' ? await probeTcp(port, timeout) : await probeHttp(check, port, timeout);
}

async function probeHttp(check: NamedCheck['check'], port: number, timeoutMs: number): Promise<ProbeOutcome> {
  return await new Promise((resolve) => {
    const headers = Object.fromEntries((check.headers ?? []).map(({ name, values }) => [name, [...values]]));
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path: check.path ?? '/',
        method: check.method ?? 'GET',
        headers: { 'user-agent': 'Consul Health Check', ...headers },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const status = response.statusCode ?? 0;
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          if (body.length < 1000) body += chunk;
        });
        response.on('error', (error) => resolve({ ok: false, output: error.message }));
        response.on('end', () => resolve({ ok: status >= 200 && status < 300, output: body.slice(0, 1000) }));
      },
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.name === 'AbortError' || error.name === 'TimeoutError' ? 'request timed out' : error.message;
      resolve({ ok: false, output: reason });
    });
    outgoing.end();
  });
}

async function probeTcp(port: number, timeoutMs: number): Promise<ProbeOutcome> {
  return await new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: timeoutMs });
    const finish = (ok: boolean, output: string): void => {
      socket.destroy();
      resolve({ ok, output });
    };
    socket.once('connect', () => finish(true, 'Success'));
    socket.once('timeout', () => finish(false, 'connection timed out'));
    socket.once('error', (error) => finish(false, error.message));
  });
}
