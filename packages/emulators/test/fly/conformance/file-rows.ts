/** Files that a machine's config puts into it (superfly/fly-go, machine_types.go). */
import * as assert from 'uvu/assert';
import { askApp, drop, make, reach } from './ask.ts';
import { scene, type Behaviour } from './behaviour.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

export const fileRows: readonly Behaviour[] = [
  scene(
    'files',
    'code',
    'files are in the machine, from base64 in the config or in a secret',
    async (world) => {
      await askApp(world, 'POST', '/secrets', { body: { values: { IN_FILE: base64('from a secret') } } });
      const files = [
        { guest_path: '/etc/app/plain.conf', raw_value: base64('from the config') },
        { guest_path: '/etc/app/secret.conf', secret_name: 'IN_FILE' },
      ];
      const { id } = await make(world, {}, { files });
      await reach(world, id, 'started');
      const command = ['cat', ...files.map((file) => file.guest_path)];
      const read = await askApp(world, 'POST', `/machines/${id}/exec`, { body: { command } });
      assert.is(read.json<{ stdout: string }>().stdout, 'from the configfrom a secret');
      await drop(world, id);
      await askApp(world, 'POST', '/secrets', { body: { values: { IN_FILE: null } } });
    },
  ),
];
