import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rejects } from '@paintbox/deploy-core/testing';
import { parse } from 'smol-toml';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readConfigFile, readFlyConfig, strategyOf } from '../src/config/fly-config.ts';
import { wavesOf } from '../src/fleet/process-groups.ts';
import { servingVolumes } from '../src/fleet/serving-volumes.ts';

const CHECK = `[[http_service.checks]]\ninterval = '10s'\ntimeout = '2s'\npath = '/'\n`;

test('a volume may be held by a group of its own, which follows machine by machine', () => {
  const groups = `[processes]\nweb = ''\nkeeper = 'node keeper.mjs'\n`;
  const web = `[http_service]\ninternal_port = 80\nprocesses = ['web']\n${CHECK}`;
  const of = (group: string): string =>
    `[deploy]\nstrategy = 'bluegreen'\n${groups}${web}[[mounts]]\nsource = 'd'\nprocesses = ['${group}']\n`;

  assert.equal(servingVolumes(parse(of('keeper'))), []);
  assert.match(servingVolumes(parse(of('web')))[0]?.what ?? '', /group web mounts a volume/);
  assert.equal(wavesOf(parse(of('keeper'))), [
    { groups: ['web'], strategy: 'bluegreen' },
    { groups: ['keeper'], strategy: 'rolling' },
  ]);
  assert.equal(wavesOf(parse(of('keeper')), 'immediate'), [{ strategy: 'immediate' }]);
  assert.equal(wavesOf(parse(web)), [{ strategy: 'bluegreen' }]);
});

test('volumes are fine where machines are replaced in place', () => {
  const config = `[deploy]\nstrategy = 'rolling'\n[[mounts]]\nsource = 'd'\n[http_service]\n${CHECK}`;

  assert.equal(servingVolumes(parse(config)), []);
});

test('a file that cannot be parsed says where, and one of any other name is read as TOML', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fly-config-'));
  const file = join(folder, 'fly.toml');
  const other = join(folder, 'fly.conf');
  await writeFile(file, `app = 'a'\nbroken = \n`);
  await writeFile(other, `app = 'a'\n[mount]\nsource = 'd'\n`);

  const syntax = (await rejects(readFlyConfig(file))) as { code: string; message: string };
  const missing = (await rejects(readFlyConfig(join(folder, 'none.toml')))) as { code: string };
  const { config } = await readConfigFile(other);
  await rm(folder, { recursive: true });

  assert.is(syntax.code, 'FLY_CONFIG_SYNTAX');
  assert.match(syntax.message, /:2:\d+: /);
  assert.is(missing.code, 'FLY_CONFIG_MISSING');
  assert.equal(config, { app: 'a', mounts: [{ source: 'd' }] });
});

test('a config without a strategy is released blue-green', () => {
  assert.is(strategyOf({}), 'bluegreen');
  assert.is(strategyOf({ deploy: { strategy: 'rolling' } }), 'rolling');
});

test.run();
