/** How machines are made, named, marked and asked inside. */
import { failureOf } from '../../api/failure.ts';
import { until } from '../assumption.ts';
import type { Assumption, Finding } from '../assumption.ts';

/** The code and words of a call that was refused; undefined when it was not. */
async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    const failure = failureOf(error)?.error;
    if (failure === undefined) throw error;
    return `${failure.code}: ${failure.message}`;
  }
}

/** The assumptions, in the order in which they are tried. */
export const aboutMachines: readonly Assumption[] = [
  {
    id: 'unique-names',
    assumes: 'a second machine of one name is refused with 409',
    otherwise:
      'a create whose answer was lost could make two machines: look at `flyctl machine list` after such a run',
    async ask(app): Promise<Finding> {
      await app.make('probe-name', { skip_launch: true });
      const refused = await refusalOf(app.make('probe-name', { skip_launch: true }));
      return {
        holds: refused?.startsWith('FLY_CONFLICT') ?? false,
        seen: refused ?? 'a second one was made',
      };
    },
  },
  {
    id: 'skip-launch',
    assumes: 'a machine that is made without a launch is `stopped`, and can be started',
    otherwise: 'standbys of groups without services would not rest as they should',
    async ask(app) {
      const { id } = await app.make('probe-rest', { skip_launch: true });
      const states: string[] = [];
      const took = await until(app, 60_000, async () => {
        const state = (await app.api.machines.get(id))?.state ?? 'unknown';
        if (states.at(-1) !== state) states.push(state);
        return state === 'stopped';
      });
      const refused = took === undefined ? undefined : await refusalOf(app.api.machines.start(id));
      const seen = `${states.join(', ')}; start: ${refused ?? 'accepted'}`;
      return { holds: took !== undefined && refused === undefined, seen };
    },
  },
  {
    id: 'metadata',
    assumes: 'metadata is written without a new version, and checks report again within a minute',
    otherwise: 'a way back needs longer to be proven: give `app()` a longer `healthyMs`',
    async ask(app) {
      const { api, first, ctx } = app;
      const before = await api.machines.get(first);
      await api.machines.setMetadata(first, { probe: 'yes' });
      const now = await api.machines.get(first);
      const startedAt = ctx.clock.now();
      await app.ready(first);
      const took = ctx.clock.now() - startedAt;
      const same = now?.instanceId === before?.instanceId;
      const cleared =
        (now?.checks.length ?? 0) < (before?.checks.length ?? 0) ? 'reports were cleared, and ' : '';
      return {
        holds: same && took <= 60_000,
        seen: `${same ? 'the same version' : 'a new version'}; ${cleared}checks pass after ${took} ms`,
      };
    },
  },
  {
    id: 'exec',
    assumes: 'a program can be run inside a cordoned machine, reads its input, and says how it ended',
    otherwise: 'new machines can be proven by the checks of the platform alone',
    async ask({ api, first }) {
      const script =
        "process.stdin.on('data', (d) => require('node:fs').writeSync(1, 'got ' + d)).on('end', () => { process.exitCode = 3; })";
      const { exitCode, stdout } = await api.machines.exec(first, ['node', '-e', script], 20, 'it');
      return {
        holds: exitCode === 3 && stdout.includes('got it'),
        seen: `exit code ${exitCode}, '${stdout.slice(0, 60)}'`,
      };
    },
  },
  {
    id: 'exec-output',
    assumes: 'a program inside may print a megabyte',
    otherwise: 'long answers of the app are cut inside, which is said, and judged from outside',
    async ask({ api, first }) {
      const { stdout } = await api.machines.exec(
        first,
        ['node', '-e', "require('node:fs').writeFileSync(1, 'x'.repeat(1e6))"],
        20,
      );
      return { holds: stdout.length === 1e6, seen: `${stdout.length} characters came back` };
    },
  },
  {
    id: 'exec-leased',
    assumes: 'a machine that somebody holds cannot be asked inside',
    otherwise: 'nothing: we ask before we hold',
    async ask({ api, first }) {
      const lease = await api.leases.acquire(first, 20, 'probe');
      const refused = await refusalOf(api.machines.exec(first, ['node', '-v'], 10));
      await api.leases.release(first, lease.nonce);
      return { holds: refused !== undefined, seen: refused ?? 'it was run' };
    },
  },
  {
    id: 'private-dns',
    assumes: 'the private DNS knows a cordoned machine, so private callers reach it before the switch',
    otherwise: 'private callers move at the switch like all others',
    async ask({ api, first, second, ctx }) {
      const script = `require('node:dns').promises.resolve6('${ctx.run.app}.internal').then((all) => require('node:fs').writeSync(1, all.join(' ')), (e) => require('node:fs').writeSync(1, String(e.code)))`;
      const { stdout } = await api.machines.exec(second, ['node', '-e', script], 20);
      const address = (await api.machines.get(first))?.privateIp ?? null;
      if (!/:/.test(stdout) || address === null)
        return { holds: null, seen: `the DNS says '${stdout.trim()}'` };
      return { holds: stdout.includes(address), seen: stdout.trim() };
    },
  },
];
