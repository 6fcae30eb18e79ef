/**
 * What the platform runs once with the new image before it replaces any machine: the keys can be read with the secrets of this app. Ends with 0 when
 * they can, and otherwise with the reason, as JSON, and 1.
 */
import { secretsManagerSource } from '@paintbox/deploy-plugin-aws/jwks';
import { requireReadableKeys } from './keys/require-readable-keys.ts';
import { jsonLog } from './log.ts';
import { readSettings } from './settings.ts';

const log = jsonLog((line) => process.stdout.write(line));
const settings = readSettings(process.env);
if (!('port' in settings)) {
  log('error', 'settings.invalid', { problems: settings });
  process.exitCode = 2;
} else if (!(await requireReadableKeys(secretsManagerSource({ secretId: settings.publicSecretId }), log))) {
  // Stopped while it tried, too: what was not proven must not pass.
  process.exitCode = 1;
}
