/** `config …` commands. */
import { printJson, type FlyctlCommand } from './call.ts';
import { FlyctlError } from './failure.ts';
import { loadConfig } from './load-config.ts';
import { validateConfig } from './validate-config.ts';

/** Prints the definition of the newest release, also of one that failed; JSON is the only form. */
export const configShow: FlyctlCommand = {
  flags: { local: { type: 'boolean' }, toml: { type: 'boolean' }, yaml: { type: 'boolean' } },
  run: async (call) => {
    if (call.args.bool('toml', false) || call.args.bool('yaml', false)) {
      throw new FlyctlError('the emulated flyctl prints a config as JSON only');
    }
    if (call.args.bool('local', false)) {
      const local = await loadConfig(call.args, process.cwd());
      if (!local) throw new FlyctlError('no local fly.toml found');
      return printJson(call, local.config);
    }
    const release = (await call.api.releases(await call.appName())).at(-1);
    if (!release) throw new FlyctlError('no machines configured for this app, and no release has been made');
    printJson(call, release.definition);
  },
};

export const configValidate: FlyctlCommand = {
  flags: { strict: { type: 'boolean', short: 's' } },
  run: async (call) => {
    await call.api.app(await call.appName());
    const loaded = await loadConfig(call.args, process.cwd());
    if (!loaded) throw new FlyctlError('App configuration is not valid');
    call.out(`Validating ${loaded.path}`);
    const { lines, valid } = validateConfig(loaded.config);
    for (const line of lines) call.out(line);
    if (!valid) throw new FlyctlError('App configuration is not valid');
    if (call.args.bool('strict', false) && loaded.unknownKeys.length > 0) {
      for (const key of loaded.unknownKeys) call.out(`   ✘ Unknown key '${key}'`);
      throw new FlyctlError('strict validation failed');
    }
    call.out('\u001B[32m✓\u001B[0m Configuration is valid');
  },
};
