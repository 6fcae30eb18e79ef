/**
 * The config of Docker for one push: the person's own, so that their context, their builder and their logins at other registries go on working, with the token of
 * the platform beside them. It is a folder of its own, because the token is to be in no argument and in no file of theirs.
 */
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { StageContext } from '@paintbox/deploy-core';
import * as v from 'valibot';
import { authorize } from '../api/authorization.ts';
import { linkIfThere, readText, withTempFile } from '../files.ts';

const table = v.record(v.string(), v.unknown());
const ownConfig = v.looseObject({
  auths: v.optional(table, {}),
  credHelpers: v.optional(table, {}),
  cliPluginsExtraDirs: v.optional(v.array(v.string()), []),
});

/** Calls `use` with the variables that point Docker to it; afterwards it is gone. */
export async function withDockerConfig<T>(
  ctx: StageContext,
  host: string,
  use: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const { env } = ctx;
  const own = env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker');
  const auth = authorize(ctx)
    .registry.reveal()
    .replace(/^Basic /, '');
  const { auths, credHelpers, cliPluginsExtraDirs, ...rest } = await readOwn(ctx, own);
  const config = {
    ...rest,
    auths: { ...auths, [host]: { auth } },
    // Where a store of the system keeps the logins, an empty helper has this one taken from the file all the same.
    credHelpers: { ...credHelpers, [host]: '' },
    cliPluginsExtraDirs: [...cliPluginsExtraDirs, join(own, 'cli-plugins')],
  };
  return await withTempFile('config.json', JSON.stringify(config), async (file) => {
    await linkIfThere(join(own, 'contexts'), join(dirname(file), 'contexts'));
    return await use({
      DOCKER_CONFIG: dirname(file),
      BUILDX_CONFIG: env['BUILDX_CONFIG'] || join(own, 'buildx'),
    });
  });
}

async function readOwn(ctx: StageContext, folder: string): Promise<v.InferOutput<typeof ownConfig>> {
  const text = await readText(join(folder, 'config.json')).catch(() => '{}'); // nobody has logged in
  try {
    return v.parse(ownConfig, JSON.parse(text));
  } catch {
    ctx.log.warn(`${join(folder, 'config.json')} is no config of Docker and is not used`);
    return v.parse(ownConfig, {});
  }
}
