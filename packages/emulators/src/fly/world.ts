/** The emulated platform's memory: one JSON file, replaced atomically, so that it survives a killed daemon. */
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppHistory } from './consistency/app-history.ts';
import { History } from './consistency/history.ts';
import type { Machine, MachineConfig } from './machine.ts';
import type { PlatformRules } from './rules.ts';
import type { TokenGrant } from './tokens.ts';
import type { MachineFate } from './mishaps/mishap.ts';

export type ReleaseStatus = 'pending' | 'running' | 'complete' | 'failed' | 'interrupted';

export interface StoredRelease {
  readonly id: string;
  readonly version: number;
  readonly status: ReleaseStatus;
  readonly strategy: string;
  readonly image_ref: string;
  readonly created_at: string;
  /** The app config of this release, as `config show` prints it. */
  readonly definition: unknown;
}

export interface Lease {
  readonly nonce: string;
  readonly owner: string;
  readonly version: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

export interface MachineRecord {
  readonly app: string;
  machine: Machine;
  lease: Lease | undefined;
  /** What a mishap has made of the machine. */
  fate?: MachineFate | undefined;
  /** Newest first; absent in a state of an older emulator. */
  versions?: readonly { readonly version: string; readonly user_config: MachineConfig }[];
}

/** An address of an app, as the API shows it. */
interface AppAddress {
  readonly ip: string;
  readonly region: string;
  readonly service_name: string;
  readonly shared: boolean;
  readonly created_at: string;
}

export interface AppRecord {
  readonly id: string;
  readonly name: string;
  /** Slug of the organisation; absent for the usual one. */
  readonly organization?: string | undefined;
  readonly createdAt: string;
  edgePort: number;
  secrets: Record<string, string>;
  /** Grows with every change of the secrets. */
  secretsVersion?: number;
  /** When each secret was set, where that was after the app was made. */
  secretTimes?: Record<string, string>;
  ips?: readonly AppAddress[];
  /** Oldest first. */
  releases: StoredRelease[];
}

export interface VolumeRecord {
  readonly id: string;
  readonly app: string;
  readonly name: string;
  readonly region: string;
  readonly sizeGb: number;
  readonly createdAt: string;
  /** Id of the machine that has it. */
  attachedTo: string | null;
}

/** What the registry has below one name. */
export interface RepositoryRecord {
  /** Media types by digest. */
  readonly manifests: Record<string, string>;
  /** Digests. */
  readonly blobs: string[];
}

interface WorldState {
  readonly apps: Record<string, AppRecord>;
  readonly machines: Record<string, MachineRecord>;
  /** `repository:tag` to digest. */
  readonly tags: Record<string, string>;
  readonly volumes: Record<string, VolumeRecord>;
  readonly repositories: Record<string, RepositoryRecord>;
  /** Tokens that may do less than everything in the one organisation. */
  readonly tokens: Record<string, TokenGrant>;
}

/** A refusal of the platform, with the HTTP status the API answers. */
export class PlatformError extends Error {
  readonly httpStatus: number;

  constructor(httpStatus: number, message: string) {
    super(message);
    this.name = 'PlatformError';
    this.httpStatus = httpStatus;
  }
}

/** The state file and the questions asked of it. Callers change records in place and then call `save`. */
export class World {
  readonly dir: string;
  /** Not kept over a restart. */
  rules: PlatformRules = {};
  /** How the machines looked before. */
  readonly history: History = new History();
  readonly appHistory: AppHistory = new AppHistory();
  #closed = false;
  readonly #file: string;
  readonly #state: WorldState;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.dir = dir;
    this.#file = join(dir, 'state.json');
    this.#state = readState(this.#file);
    this.history.note(this.machines);
    this.appHistory.note(this.apps);
  }

  get apps(): Record<string, AppRecord> {
    return this.#state.apps;
  }

  get machines(): Record<string, MachineRecord> {
    return this.#state.machines;
  }

  get tags(): Record<string, string> {
    return this.#state.tags;
  }

  get volumes(): Record<string, VolumeRecord> {
    return this.#state.volumes;
  }

  get repositories(): Record<string, RepositoryRecord> {
    return this.#state.repositories;
  }

  get tokens(): Record<string, TokenGrant> {
    return this.#state.tokens;
  }

  /** The app, or the platform's own "not found". */
  app(name: string): AppRecord {
    const app = this.#state.apps[name];
    if (!app) throw new PlatformError(404, `Could not find App "${name}"`);
    return app;
  }

  /** Forgets the oldest of the destroyed machines. */
  forgetDestroyed(keep: number): void {
    const gone = Object.values(this.machines).filter(({ machine }) => machine.state === 'destroyed');
    for (const { machine } of gone.slice(0, -keep)) delete this.machines[machine.id];
  }

  /** Writes nothing from now on: a call that is still at work must not change what the next start finds. */
  close(): void {
    this.#closed = true;
  }

  /** Writes the state; secrets are in it, so only the owner may read the file. */
  save(): void {
    if (this.#closed) return;
    this.history.note(this.machines);
    this.appHistory.note(this.apps);
    const next = `${this.#file}.${process.pid}.next`;
    writeFileSync(next, JSON.stringify(this.#state), { mode: 0o600 });
    renameSync(next, this.#file);
  }
}

/** The digest the platform shows for a secret in place of its value. */
export function secretDigest(app: AppRecord, name: string): string {
  const value = app.secrets[name] ?? '';
  return createHmac('sha256', app.id).update(`${name}=${value}`).digest('hex').slice(0, 16);
}

function readState(file: string): WorldState {
  const empty: WorldState = { apps: {}, machines: {}, tags: {}, volumes: {}, repositories: {}, tokens: {} };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty;
    throw error;
  }
  const state = JSON.parse(text) as Partial<WorldState>; // written only by save(), perhaps of an older emulator
  // Images of an emulator without a registry cannot be run any more, so what was made of them is gone.
  if (!state.repositories && state.apps) {
    for (const app of Object.values(state.apps)) app.releases = [];
    return { ...empty, apps: state.apps };
  }
  return { ...empty, ...state };
}
