/** Commands about what is around an app: addresses, certificates, tokens. */
import { randomBytes } from 'node:crypto';
import { printJson, type FlyctlCommand } from './call.ts';
import { FlyctlError } from './failure.ts';

/** The app's address of the outside world; the emulator answers only on loopback. */
export const ipsList: FlyctlCommand = {
  json: true,
  run: async (call) => {
    const app = await call.api.app(await call.appName());
    const common = { Region: 'global', CreatedAt: app.createdAt, ServiceName: '', Network: null };
    const rows = [
      { ID: 'ip_v4', Address: '127.0.0.1', Type: 'shared_v4', ...common },
      { ID: 'ip_v6', Address: '::1', Type: 'v6', ...common },
    ];
    if (call.json) printJson(call, rows);
    else call.out(rows.map((row) => `${row.Type}\t${row.Address}`).join('\n'));
  },
};

/** No custom host names: the edge's own certificate is not listed, as on the platform. */
export const certsList: FlyctlCommand = {
  json: true,
  run: async (call) => {
    await call.api.app(await call.appName());
    if (call.json) printJson(call, []);
  },
};

/** There is never a custom host name to look at. */
export const certsCheck: FlyctlCommand = {
  json: true,
  run: async (call) => {
    await call.api.app(await call.appName());
    throw new FlyctlError(`certificate not found for ${call.args.positionals[0] ?? ''}`);
  },
};

/** The emulator takes almost any token, so it hands out one that is random. */
export const tokensCreateDeploy: FlyctlCommand = {
  json: true,
  flags: { name: { type: 'string', short: 'n' }, expiry: { type: 'string', short: 'x' } },
  run: async (call) => {
    await call.api.app(await call.appName());
    const token = `FlyV1 fm2_${randomBytes(24).toString('base64')}`;
    if (call.json) printJson(call, { token });
    else call.out(token);
  },
};
