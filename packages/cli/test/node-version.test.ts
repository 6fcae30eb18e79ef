import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeTooOld } from '../src/node-version.ts';

const test = suite('node-version');

test('an old Node is told what it is and what to do', () => {
  assert.match(
    nodeTooOld('v20.20.2') ?? '',
    'this is Node v20.20.2; paintbox-deploy needs Node 22.18 or newer',
  );
  assert.match(nodeTooOld('v22.17.9') ?? '', 'install Node 24');
});

test('a new enough Node is let through', () => {
  for (const version of ['v22.18.0', 'v22.20.1', 'v24.0.0', 'v26.10.0'])
    assert.is(nodeTooOld(version), undefined);
});

test.run();
