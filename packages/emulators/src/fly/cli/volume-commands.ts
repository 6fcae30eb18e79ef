/** `volumes …` commands. */
import { printJson, type FlyctlCommand } from './call.ts';
import { FlyctlError } from './failure.ts';

export const volumesList: FlyctlCommand = {
  json: true,
  flags: { all: { type: 'boolean' } },
  run: async (call) => {
    const volumes = await call.api.volumes(await call.appName());
    if (call.json) return printJson(call, volumes);
    for (const { id, name, region, attached_machine_id: machine } of volumes)
      call.out(`${id}\t${name}\t${region}\t${machine ?? ''}`);
  },
};

export const volumesCreate: FlyctlCommand = {
  json: true,
  flags: {
    region: { type: 'string', short: 'r' },
    size: { type: 'string', short: 's' },
    count: { type: 'string', short: 'n' },
    yes: { type: 'boolean', short: 'y' },
  },
  run: async (call) => {
    const [name] = call.args.positionals;
    if (name === undefined) throw new FlyctlError('accepts 1 arg(s), received 0');
    const region = call.args.text('region') ?? process.env['FLY_REGION'];
    if (region === undefined)
      throw new FlyctlError('prompt: region code must be specified when not running interactively');
    if (!call.args.bool('yes', false))
      throw new FlyctlError('prompt: yes flag must be specified when not running interactively');
    const app = await call.appName();
    for (let made = 0; made < Number(call.args.text('count') ?? 1); made++) {
      const volume = await call.api.createVolume(app, {
        name,
        region,
        size_gb: Number(call.args.text('size') ?? 1),
      });
      if (call.json) printJson(call, volume);
      else call.out(`        ID: ${volume.id}\n      Name: ${volume.name}\n    Region: ${volume.region}`);
    }
  },
};

export const volumesDestroy: FlyctlCommand = {
  flags: { yes: { type: 'boolean', short: 'y' } },
  run: async (call) => {
    const app = await call.appName();
    if (!call.args.bool('yes', false))
      throw new FlyctlError('prompt: yes flag must be specified when not running interactively');
    for (const id of call.args.positionals) {
      await call.api.destroyVolume(app, id).catch((error: Error) => {
        throw new FlyctlError(`failed destroying volume: ${error.message}`);
      });
      call.out(`Destroyed volume ID: ${id}`);
    }
  },
};
