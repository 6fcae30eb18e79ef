#!/usr/bin/env node
/**
 * The executable. Plain JavaScript of the oldest kind, because any Node must be able to read it: it tells an old one what is missing, answers `--version` without loading
 * anything, and turns the compile cache on before the first module of ours is compiled.
 */
'use strict';

const { engines, version } = require('./package.json');

const given = process.argv.slice(2);
const options = given.includes('--') ? given.slice(0, given.indexOf('--')) : given;
const oldest = engines.node.replace('>=', '');
const [major, minor] = process.version.replace('v', '').split('.').map(Number);
const [oldestMajor, oldestMinor] = oldest.split('.').map(Number);

if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  process.exitCode = 2;
  process.stderr.write(
    [
      `error CLI_NODE_TOO_OLD: this is Node ${process.version}; paintbox-deploy needs Node ${oldest} or newer`,
      '  do    run it through pnpm, which brings its own Node (pnpm exec paintbox-deploy …), or install Node 24 from https://nodejs.org',
      '',
    ].join('\n'),
  );
} else if (options.includes('--version')) {
  // A reader that went away is no news.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${version}\n`);
} else {
  require('node:module').enableCompileCache();
  import('@paintbox/deploy-cli').then(
    ({ runProcess }) => runProcess(given),
    (error) => {
      // Nothing was started, but 1 would promise more than that.
      process.exitCode = 70;
      console.error(error);
    },
  );
}
