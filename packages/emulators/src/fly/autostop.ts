/**
 * What the proxy does to machines for the traffic there is: it stops those that are too many, and starts one that rests when a request
 * finds none (D: reference/fly-proxy-autostop-autostart).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectTo } from './connect-to.ts';
import { currentLease } from './leases.ts';
import { noteOrder } from './machine-events.ts';
import type { MachineHost } from './machine-host.ts';
import { groupOf, type Machine } from './machine.ts';
import type { MachineRecord, World } from './world.ts';

interface AutostopOptions {
  readonly world: World;
  readonly host: MachineHost;
}

/** How long a request waits for a machine that is being started; real time, as what starts is a real process. */
const wakeLimitMs = 15_000;
/** The platform's own, where a service names none. */
const defaultSoftLimit = 20;

/** The proxy's hand on the machines of apps. A machine that is cordoned, or held by a lease, is left alone; nobody documents either. */
export class Autostop {
  readonly #options: AutostopOptions;
  readonly #waking = new Map<string, Promise<void>>();

  constructor(options: AutostopOptions) {
    this.#options = options;
  }

  /** Looks at an app as the proxy does every few minutes, and stops at most one machine in each region. Ids of those it stopped. */
  async pass(app: string): Promise<readonly string[]> {
    const running = this.#records(app).filter(({ machine }) => machine.state === 'started');
    const stopped = new Map<string, MachineRecord>();
    const groups = Map.groupBy(running, ({ machine }) => `${machine.region} ${groupOf(machine)}`);
    for (const records of groups.values()) {
      const [first] = records;
      const surplus = this.#surplus(records);
      if (first && surplus && !stopped.has(first.machine.region)) stopped.set(first.machine.region, surplus);
    }
    await Promise.all([...stopped.values()].map((record) => this.#rest(record)));
    return [...stopped.values()].map(({ machine }) => machine.id);
  }

  /** Starts a machine that rests, the wanted one or any; resolves when it may serve, or is given up. False when there is none to start. */
  async wake(app: string, wanted: string | undefined): Promise<boolean> {
    const able = this.#records(app).filter(
      ({ machine }) => allows(machine, 'autostart') && (wanted === undefined || machine.id === wanted),
    );
    // Requests that come meanwhile wait for the same machine.
    const record =
      able.find(({ machine }) => this.#waking.has(machine.id)) ??
      able.find(({ machine }) => ['stopped', 'suspended'].includes(machine.state));
    if (!record) return false;
    const { id } = record.machine;
    const waking = this.#waking.get(id) ?? this.#start(record).finally(() => this.#waking.delete(id));
    this.#waking.set(id, waking);
    await waking;
    return true;
  }

  /** What the proxy may touch. */
  #records(app: string): readonly MachineRecord[] {
    return Object.values(this.#options.world.machines).filter(
      (record) =>
        record.app === app &&
        !record.machine.cordoned &&
        record.machine.host_status === 'ok' &&
        currentLease(record) === undefined,
    );
  }

  /** The idlest machine of a group in a region, if there is one more than its traffic needs. */
  #surplus(records: readonly MachineRecord[]): MachineRecord | undefined {
    const load = (record: MachineRecord): number => this.#options.host.runner(record).inFlight;
    const busy = records.filter((record) => load(record) > softLimit(record.machine)).length;
    const [idlest] = records
      .filter(({ machine }) => allows(machine, 'autostop'))
      .toSorted((one, other) => load(one) - load(other));
    if (!idlest || records.length <= least(idlest.machine)) return undefined;
    if (records.length === 1) return load(idlest) === 0 ? idlest : undefined;
    return records.length - (busy + 1) > 0 ? idlest : undefined;
  }

  async #rest(record: MachineRecord): Promise<void> {
    const runner = this.#options.host.runner(record);
    const suspends = record.machine.config.services.some(({ autostop }) => autostop === 'suspend');
    noteOrder(record, suspends ? 'suspend' : 'stop', suspends ? 'suspending' : 'stopping', 'proxy');
    await (suspends ? runner.suspend() : runner.stop(undefined));
  }

  async #start(record: MachineRecord): Promise<void> {
    const { host } = this.#options;
    noteOrder(record, 'start', 'starting', 'proxy');
    await host.runner(record).revive();
    const limit = Date.now() + wakeLimitMs;
    const trying = (): boolean => record.machine.state === 'started' && Date.now() < limit;
    while (trying() && !(host.isRoutable(record) && (await listens(host.runner(record).port))))
      await sleep(20);
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = await connectTo(port);
  socket?.destroy();
  return socket !== undefined;
}

function allows(machine: Machine, key: 'autostop' | 'autostart'): boolean {
  const { services } = machine.config;
  return services.some((service) => service[key] === true || service[key] === 'suspend');
}

function softLimit({ config: { services } }: Machine): number {
  const limits = services.map(({ concurrency }) =>
    typeof concurrency === 'object' && concurrency !== null && 'soft_limit' in concurrency
      ? Number(concurrency.soft_limit)
      : defaultSoftLimit,
  );
  return Math.min(...limits);
}

/** How many machines must run. Only the primary region counts, which flyctl writes into the environment. */
function least({ config: { services, env }, region }: Machine): number {
  const primary = env['PRIMARY_REGION'] ?? region;
  return primary === region
    ? Math.max(...services.map((one) => Number(one['min_machines_running'] ?? 0)))
    : 0;
}
