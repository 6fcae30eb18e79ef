/** The life of one machine on its emulated host: boot, checks, restarts after a crash, stop. */
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { BootTurns } from './boot-turns.ts';
import { execInMachine, type ExecAnswer, type ExecRequest } from './exec.ts';
import { exitEvent } from './exit-event.ts';
import { placer, writeGuestFiles } from './guest-files.ts';
import { commandOf, launchEvent, LaunchFailure, logLine, requireLaunchable } from './machine-fate.ts';
import { deadCheck, startHealthChecks, type HealthChecks } from './health-checks.ts';
import type { StoredImage } from './images.ts';
import { bootMachine, type Exit, type MachineProcess, type ProcessOptions } from './machine-process.ts';
import { internalPorts, namedChecks, type Machine, type MachineEvent } from './machine.ts';
import { watchMemory, type MemoryWatch } from './memory-watch.ts';
import { durationMs, patientMs, scaledMs, type Timing } from './timing.ts';
import type { MountedVolume } from './volumes.ts';
import type { MachineRecord } from './world.ts';

/** What a runner needs from the platform. */
export interface RunnerHost {
  readonly timing: Timing;
  readonly logFile: string;
  readonly workDir: string;
  image(machine: Machine): StoredImage;
  /** Where the machine's volume is, if it has one. */
  volume(machine: Machine): MountedVolume | undefined;
  /** Environment of the next boot; also notes which secrets it carries. */
  environment(record: MachineRecord): Record<string, string>;
  takePort(): Promise<number>;
  /** Nothing can boot any more. */
  isOff(): boolean;
  /** The record changed and must be kept. */
  changed(): void;
  /** Called when the process ends for good without an order. */
  ended(): void;
  /** Called when the machine could not be launched, and is not kept. */
  lost(): void;
}

/** A machine that the edge may send requests to. */
export interface EdgeTarget {
  readonly id: string;
  readonly runner: MachineRunner;
}

/** From the order to the first instruction of the app: pulling the image and starting the virtual machine. */
const bootMs = 1000;
const maxRestarts = 3;
const maxMoves = 3;
/** As many as were seen on the platform: five stops and starts (2witstudios/PageSpace). */
const maxEvents = 20;
/** flyctl pauses for 10 s between a cordon and a stop. The pause is shortened here, while requests take their real time, so a stop waits for what is left of it. */
const pauseAfterCordonMs = 10_000;

/** Runs the machine of a record and keeps the record's state, checks and events up to date. */
export class MachineRunner {
  /** Requests the edge is proxying to this machine right now. */
  inFlight = 0;
  port = 0;
  /** When the edge was told to leave the machine alone. */
  cordonedAt: number | undefined;
  readonly #record: MachineRecord;
  readonly #host: RunnerHost;
  #process: MachineProcess | undefined;
  #checks: HealthChecks | undefined;
  #memory: MemoryWatch | undefined;
  #restarts = 0;
  #moves = 0;
  #stopping = false;
  readonly #boots = new BootTurns();
  #settled: Promise<void> = Promise.resolve();

  constructor(record: MachineRecord, host: RunnerHost) {
    this.#record = record;
    this.#host = host;
  }

  /** Boots the machine; its state is `started` when this resolves. */
  async start(): Promise<void> {
    this.#stopping = false;
    this.#restarts = 0;
    this.#moves = 0;
    await this.#boots.next(() => this.#boot());
  }

  /** Boots the machine; one that cannot boot is left stopped, with the reason among its events. */
  async revive(): Promise<void> {
    await this.start().catch((error: Error) => this.#notBooted(error));
  }

  /** Sends the stop signal, then SIGKILL when the machine's kill timeout is over. */
  async stop(signal: NodeJS.Signals | undefined, timeout?: string): Promise<void> {
    this.#stopping = true;
    await this.#boots.ended();
    if (!this.#process) return this.#update({ state: 'stopped', checks: [] });
    this.#update({ state: 'stopping' });
    const drainUntil = (this.cordonedAt ?? 0) + pauseAfterCordonMs;
    while (this.inFlight > 0 && Date.now() < drainUntil) await sleep(10);
    const { stop_config: stopConfig } = this.#record.machine.config;
    const limit = durationMs(timeout ?? stopConfig?.timeout ?? '5s', 's') ?? 5000;
    const wanted = signal ?? stopConfig?.signal ?? 'SIGINT';
    this.#process.kill(wanted in constants.signals ? (wanted as NodeJS.Signals) : 'SIGINT');
    const timer = setTimeout(() => this.#process?.kill('SIGKILL'), patientMs(limit, this.#host.timing));
    await this.#settled;
    clearTimeout(timer);
  }

  /** Ends the process at once; `keepRecord` leaves the state as it is, as a host that loses power does. */
  async kill({ keepRecord }: { readonly keepRecord: boolean }): Promise<void> {
    this.#stopping = true;
    await this.#boots.ended();
    this.#checks?.stop();
    const before = this.#record.machine;
    this.#process?.kill('SIGKILL');
    await this.#settled;
    if (keepRecord) this.#record.machine = before;
  }

  get checks(): HealthChecks | undefined {
    return this.#checks;
  }

  /** Sends a signal to the app. */
  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** The app's process, while there is one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Stops the app and keeps the machine suspended. The emulator has no snapshot: the next start is a cold one. */
  async suspend(): Promise<void> {
    await this.stop(undefined);
    this.#update(
      { state: 'suspended' },
      { type: 'suspend', status: 'suspended', source: 'flyd', timestamp: Date.now() },
    );
  }

  /** Runs a command beside the app: same image, environment and folder. */
  async exec({ command, ...request }: ExecRequest): Promise<ExecAnswer> {
    return await execInMachine(this.#inside(command), request, this.#process?.exited);
  }

  /** What a process of this machine is started with. */
  #inside(cmd: readonly string[]): ProcessOptions {
    const { machine } = this.#record;
    const place = placer(machine.config, this.#host.volume(machine), this.#host.workDir);
    const env = Object.entries(this.#host.environment(this.#record));
    return {
      image: this.#host.image(machine),
      cmd: cmd.map(place),
      env: Object.fromEntries(env.map(([name, value]) => [name, place(value)])),
      port: this.port,
      internalPorts: internalPorts(machine.config),
      cwd: this.#host.workDir,
    };
  }

  async #boot(): Promise<void> {
    const record = this.#record;
    if (this.#process) return; // an order came twice
    if (this.#host.isOff()) throw new Error('the host has no power');
    this.#update({ state: 'starting', checks: [] });
    this.port = await this.#host.takePort();
    await sleep(scaledMs(bootMs, this.#host.timing));
    requireLaunchable(record.fate);
    await writeGuestFiles(record.machine.config, this.#host.environment(record), this.#host.workDir);
    const inside = this.#inside(commandOf(record, this.#host.image(record.machine)));
    this.#process = await bootMachine({ ...inside, logFile: this.#host.logFile });
    this.#memory = watchMemory(this.#process, record.machine.config.guest.memory_mb);
    const startedAt = Date.now();
    this.#update(
      { state: 'started' },
      { type: 'start', status: 'started', source: 'flyd', timestamp: startedAt },
    );
    this.#checks = startHealthChecks({
      checks: namedChecks(record.machine.config),
      port: this.port,
      timing: this.#host.timing,
      neverPass: record.fate === 'check-never-passes',
      onChange: (checks) => this.#update({ checks }),
    });
    this.#settled = this.#process.exited.then((exit) => this.#exited(exit, startedAt));
  }

  #exited(exit: Exit, startedAt: number): void {
    this.#checks?.stop();
    const moves = this.#mustMove(exit);
    this.#process = undefined;
    if (moves) {
      this.#memory?.stop();
      this.#moves += 1;
      void this.#reboot();
      return;
    }
    if (Date.now() - startedAt > scaledMs(60_000, this.#host.timing)) this.#restarts = 0;
    const { restart } = this.#record.machine.config;
    const failed = exit.code !== 0 || exit.signal !== null;
    const wanted = restart?.policy === 'always' || (restart?.policy !== 'no' && failed);
    const restarting = !this.#stopping && wanted && this.#restarts < (restart?.max_retries ?? maxRestarts);
    const event = exitEvent(exit, {
      requested: this.#stopping,
      restarting,
      restarts: this.#restarts,
      outOfMemory: this.#memory?.exceeded ?? false,
    });
    this.#memory?.stop();
    const checks = this.#stopping ? [] : this.#record.machine.checks.map(deadCheck);
    this.#update({ state: 'stopped', checks }, event);
    if (restarting) {
      this.#restarts += 1;
      this.#boots.later(() => void this.#reboot(), scaledMs(1000, this.#host.timing));
    } else if (!this.#stopping) this.#host.ended();
  }

  /** True when another program of this computer took the port before the app. This cannot happen on a real machine, so it is not reported. */
  #mustMove(exit: Exit): boolean {
    if (exit.code === 0 || this.#stopping || this.#moves >= maxMoves) return false;
    return /EADDRINUSE|address already in use/i.test(this.#process?.output() ?? '');
  }

  async #reboot(): Promise<void> {
    if (this.#stopping) return;
    await this.#boots
      .next(() => this.#boot())
      .catch((error: Error) => {
        this.#notBooted(error);
        this.#host.ended();
      });
  }

  #notBooted(error: Error): void {
    if (!(error instanceof LaunchFailure)) {
      this.#update({ state: 'stopped', checks: [] }, launchEvent(error.message));
      return;
    }
    logLine(this.#host.logFile, error.message);
    this.#update({ state: 'launch_failed', checks: [] }, launchEvent('failed'));
    this.#host.lost();
  }

  #update(change: Partial<Machine>, event?: MachineEvent): void {
    const { machine } = this.#record;
    const events = event ? [event, ...machine.events].slice(0, maxEvents) : machine.events;
    this.#record.machine = { ...machine, ...change, events, updated_at: new Date().toISOString() };
    this.#host.changed();
  }
}
