/** The calls for machines of one app (fly.io/docs/machines/api/machines-resource). */
import * as v from 'valibot';
import type { PlatformCall, ApiCaller } from './caller.ts';
import { isNone } from './meaning.ts';
import { QUICK } from './limits.ts';
import { apiMachine } from './machine-schema.ts';
import type { ApiMachine, ApiMachineConfig } from './machine-schema.ts';

/** What a machine is made of, or made anew of: the whole config, nothing is merged. */
export interface MachineInput {
  readonly config: ApiMachineConfig;
  readonly region?: string | undefined;
  /** Makes a second create fail, so a machine whose answer was lost is found again by it. */
  readonly name?: string | undefined;
  readonly skip_launch?: boolean | undefined;
  /** Made cordoned. */
  readonly skip_service_registration?: boolean | undefined;
  readonly min_secrets_version?: number | undefined;
  readonly lease_ttl?: number | undefined;
}

/** What a command inside a machine printed, and how it ended. */
export interface ExecResult {
  readonly exitCode: number;
  readonly signal: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls for machines. A change throws `notSent` when it certainly was not made, and `FLY_CHANGE_UNCERTAIN` when that must be read back. */
export interface MachineCalls {
  /** An empty list proves nothing: compare it with the journal, and ask for each machine. */
  list(filter?: Readonly<Record<string, string>>): Promise<readonly ApiMachine[]>;
  /** Null when the platform knows no such machine. */
  get(id: string): Promise<ApiMachine | null>;
  create(input: MachineInput): Promise<ApiMachine>;
  /** Refused with `FLY_CHANGED_MEANWHILE` when the machine is no longer at the version given. */
  update(
    id: string,
    input: MachineInput & { readonly current_version: string },
    nonce?: string,
  ): Promise<ApiMachine>;
  start(id: string, nonce?: string): Promise<void>;
  /** Answers before it has stopped. */
  stop(
    id: string,
    how?: { readonly signal?: string; readonly timeout?: string },
    nonce?: string,
  ): Promise<void>;
  /** Destroys it, running or not. A machine that is gone already is fine. */
  destroy(id: string, nonce?: string): Promise<void>;
  cordon(id: string, nonce?: string): Promise<void>;
  uncordon(id: string, nonce?: string): Promise<void>;
  /** Runs a program inside, at most once, with `stdin` as its input. Refused while anybody holds a lease. */
  exec(id: string, command: readonly string[], timeoutS: number, stdin?: string): Promise<ExecResult>;
  /** Sets and, with null, removes. Makes no new version, and is not held up by leases. */
  setMetadata(id: string, changes: Readonly<Record<string, string | null>>): Promise<void>;
}

const execSchema: v.GenericSchema<unknown, ExecResult> = v.pipe(
  v.object({
    // What is zero or empty is left out (superfly/fly-go, machine_types.go).
    exit_code: v.nullish(v.number(), 0),
    exit_signal: v.nullish(v.number(), null),
    stdout: v.nullish(v.string(), ''),
    stderr: v.nullish(v.string(), ''),
  }),
  v.transform(({ exit_code, exit_signal, stdout, stderr }) => ({
    exitCode: exit_code,
    signal: exit_signal === -1 ? null : exit_signal,
    stdout,
    stderr,
  })),
);

const listSchema = v.pipe(
  v.nullable(v.array(apiMachine)),
  v.transform((list) => list ?? []),
);

/** Binds the calls to an app. */
export function machinesOf(call: ApiCaller, app: string): MachineCalls {
  const base = `${call.addresses.machines}/v1/apps/${encodeURIComponent(app)}/machines`;
  const at = (id: string, rest = ''): string => `${base}/${encodeURIComponent(id)}${rest}`;
  const authorization = call.authorization.machines;
  const reading = { method: 'GET', authorization, replay: 'free', changes: false } as const;
  const held = (nonce?: string): Pick<PlatformCall<unknown>, 'headers'> =>
    nonce === undefined ? {} : { headers: { 'fly-machine-lease-nonce': nonce } };
  /** A change of one machine whose answer does not matter. */
  const change = (
    action: string,
    id: string,
    rest: Pick<PlatformCall<undefined>, 'replay' | 'url'> & Partial<PlatformCall<undefined>>,
  ): Promise<undefined> =>
    call<undefined>({
      call: `${action} machine ${id}`,
      method: 'POST',
      authorization,
      changes: true,
      answer: null,
      turn: `${action} ${id}`,
      ...rest,
    });
  return {
    list: (filter = {}) =>
      call({
        ...reading,
        call: `list the machines of ${app}`,
        url: withQuery(base, filter),
        answer: listSchema,
        turn: `list ${app}`,
      }),
    get: (id) =>
      call<ApiMachine | null>({
        ...reading,
        call: `read machine ${id}`,
        url: at(id),
        answer: apiMachine,
        otherwise: (answer) => (isNone(answer) ? { value: null } : undefined),
        turn: `get ${id}`,
        rate: QUICK,
      }),
    create: (input) =>
      call({
        call: `create machine ${input.name ?? 'without a name'} of ${app}`,
        method: 'POST',
        url: base,
        body: input,
        authorization,
        replay: 'never',
        changes: true,
        answer: apiMachine,
        turn: `create ${app}`,
      }),
    update: (id, input, nonce) =>
      call({
        call: `update machine ${id}`,
        method: 'POST',
        url: at(id),
        body: input,
        ...held(nonce),
        authorization,
        replay: 'refused',
        changes: true,
        answer: apiMachine,
        turn: `update ${id}`,
      }),
    start: (id, nonce) =>
      change('start', id, { url: at(id, '/start'), body: {}, replay: 'refused', ...held(nonce) }),
    stop: (id, how = {}, nonce) =>
      change('stop', id, { url: at(id, '/stop'), body: how, replay: 'refused', ...held(nonce) }),
    destroy: (id, nonce) =>
      change('destroy', id, {
        method: 'DELETE',
        // The docs say `force`, flyctl sends `kill`.
        url: at(id, '?force=true&kill=true'),
        replay: 'refused',
        otherwise: (answer) => (isNone(answer) ? { value: undefined } : undefined),
        ...held(nonce),
      }),
    cordon: (id, nonce) => change('cordon', id, { url: at(id, '/cordon'), replay: 'free', ...held(nonce) }),
    uncordon: (id, nonce) =>
      change('uncordon', id, { url: at(id, '/uncordon'), replay: 'free', ...held(nonce) }),
    exec: (id, command, timeoutS, stdin) =>
      call({
        call: `run '${command[0] ?? ''}' in machine ${id}`,
        method: 'POST',
        url: at(id, '/exec'),
        body: { command, timeout: timeoutS, ...(stdin === undefined ? {} : { stdin }) },
        authorization,
        replay: 'never',
        changes: true,
        answer: execSchema,
        turn: `exec ${id}`,
        timeoutMs: (timeoutS + 15) * 1000,
      }),
    setMetadata: (id, changes) =>
      change('mark', id, {
        method: 'PATCH',
        url: at(id, '/metadata'),
        body: { metadata: changes },
        replay: 'free',
      }),
  };
}

function withQuery(address: string, filter: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(filter).toString();
  return query === '' ? address : `${address}?${query}`;
}
