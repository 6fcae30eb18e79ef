/** `secrets …` commands. */
import { text } from 'node:stream/consumers';
import { printJson, type Call, type FlyctlCommand } from './call.ts';
import { FlyctlError } from './failure.ts';
import { parseSecrets } from './parse-secrets.ts';
import { restartAll } from './restart-commands.ts';

const stageFlags = { stage: { type: 'boolean' }, detach: { type: 'boolean' } } as const;

export const secretsList: FlyctlCommand = {
  json: true,
  run: async (call) => {
    const secrets = await call.api.secrets(await call.appName());
    if (call.json) return printJson(call, secrets);
    call.out(secrets.map((secret) => `${secret.name}\t${secret.digest}\t${secret.status}`).join('\n'));
  },
};

export const secretsSet: FlyctlCommand = {
  flags: stageFlags,
  run: async (call) => {
    const set = parseSecrets(call.args.positionals.join('\n'));
    for (const [name, value] of Object.entries(set))
      if (value === '-') set[name] = (await text(process.stdin)).trim();
    await change(call, { set });
  },
};

export const secretsImport: FlyctlCommand = {
  flags: stageFlags,
  run: async (call) => {
    await change(call, { set: parseSecrets(await text(process.stdin)) });
  },
};

export const secretsUnset: FlyctlCommand = {
  flags: stageFlags,
  run: async (call) => {
    if (call.args.positionals.length === 0) throw new FlyctlError('requires at least one secret name');
    await change(call, { unset: [...call.args.positionals] });
  },
};

async function change(call: Call, what: { set?: Record<string, string>; unset?: string[] }): Promise<void> {
  const app = await call.appName();
  if (what.set && Object.keys(what.set).length === 0)
    throw new FlyctlError('requires at least one SECRET=VALUE pair');
  await call.api.changeSecrets(app, what);
  if (call.args.bool('stage', false)) {
    return call.out(
      'Secrets have been staged, but not set on VMs. Deploy or update machines in this app for the secrets to take effect.',
    );
  }
  if (!(await restartAll(call, app))) call.out('Secrets are staged for the first deployment');
}
