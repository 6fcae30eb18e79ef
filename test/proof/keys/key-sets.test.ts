/**
 * Key sets, lawful and dangerous, before the three who read them by the same rules: the check of stored keys, the handler that serves them, and the check of what
 * is served. The independent judge is jose, which knows nothing of these rules: it must verify tokens with every lawful set, as it is stored and as it is served.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { judgeKeySet } from '@paintbox/deploy-core/keys';
import type { UsableJwk } from '@paintbox/deploy-core/keys';
import { createJwksHandler } from '@paintbox/deploy-plugin-aws/jwks';
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePublicSet } from '../../../packages/plugin-aws/src/keys/parse-public-set.ts';
import { jwks } from '../../../packages/plugin-checks/src/checks/jwks.ts';
import { bench } from '../../../packages/plugin-checks/test/rig.ts';
import { seeded } from '../../seeded.ts';
import { dangerous } from './sets/dangerous.ts';
import type { Danger } from './sets/dangerous.ts';
import { lawful } from './sets/lawful.ts';
import { oddSet } from './sets/odd.ts';
import { ec, okp, rsa } from './sets/signers.ts';
import type { Signer } from './sets/signers.ts';

/** What the three say. */
interface Judgements {
  readonly stored: string;
  readonly served: string | undefined;
  readonly checked: string;
}

let body = '';
const server = createServer((_, response) => response.setHeader('x-paintbox-build', 'b2').end(body));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { target, tools } = bench(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
  publishedKeys: undefined,
});

async function judge(text: string): Promise<Judgements> {
  const parsed = parsePublicSet(text);
  const answer = await createJwksHandler({ load: async () => text })(new Request('http://localhost/'));
  body = text;
  const [keys] = await jwks(target, tools);
  return {
    stored: parsed.ok ? 'good' : parsed.problems.map(({ message }) => message).join('; '),
    served: answer.status === 200 ? await answer.text() : undefined,
    checked:
      keys?.verdict === 'fail'
        ? keys.message
        : keys?.verdict === 'inconclusive'
          ? `?${keys.message}`
          : 'good',
  };
}

async function joseAccepts(text: string, { alg, kid, key }: Signer): Promise<boolean> {
  try {
    const header = kid === undefined ? { alg } : { alg, kid };
    const token = await new SignJWT({}).setProtectedHeader(header).sign(key);
    await jwtVerify(token, createLocalJWKSet(JSON.parse(text) as JSONWebKeySet));
    return true;
  } catch {
    // Whatever it throws, it is a no.
    return false;
  }
}

const count = { lawful: 0, dangerous: 0 };

test(`${lawful.length} lawful sets are accepted by all three, and jose verifies with each`, async () => {
  for (const { what, text, signers } of lawful) {
    const { stored, served, checked } = await judge(text);
    assert.equal([stored, checked], ['good', 'good'], what);
    assert.ok(served !== undefined, `${what}: served`);
    for (const signer of signers) {
      assert.ok(await joseAccepts(text, signer), `${what}: jose, as it is stored`);
      // A key without a name is served under its thumbprint.
      assert.ok(await joseAccepts(served, signer), `${what}: jose, as it is served`);
    }
    count.lawful += 1;
  }
});

/** Where jose verifies with a dangerous set: it looks at one key at a time. */
const PASSED_BY_JOSE: Readonly<Record<Danger, boolean>> = {
  leak: true,
  symmetric: true,
  document: true,
  certificate: true,
  confusion: true,
  forgery: true,
  'no key': false,
  'not a set': false,
  size: true,
};

test(`${dangerous.length} dangerous sets are refused by all three`, async () => {
  const passed = new Set<Danger>();
  for (const { danger, what, text, signers } of dangerous) {
    const { stored, served, checked } = await judge(text);
    assert.is.not(stored, 'good', `${what}: stored`);
    assert.is(served, undefined, `${what}: served`);
    assert.is.not(checked, 'good', `${what}: checked`);
    assert.not.match(checked, /^\?/, what);
    for (const signer of signers) if (await joseAccepts(text, signer)) passed.add(danger);
    count.dangerous += 1;
  }
  for (const danger of passed) assert.ok(PASSED_BY_JOSE[danger], `jose verifies with a set of '${danger}'`);
  process.stdout.write(
    `${count.lawful + count.dangerous} key sets (${count.lawful} lawful, ${count.dangerous} dangerous) judged right by all three\n`,
  );
});

const ODD = process.env['PAINTBOX_PROOF'] === undefined ? 500 : 20_000;

test(`of ${ODD} odd sets none crashes, and jose verifies with every key that is called usable`, async () => {
  const random = seeded(7517);
  let verified = 0;
  for (let count = 0; count < ODD; count += 1) {
    const text = oddSet(random);
    const parsed = parsePublicSet(text);
    const { usable, problems } = judgeKeySet(JSON.parse(text) as { readonly keys: readonly unknown[] });
    assert.ok(parsed.ok || problems.length > 0, text);
    if (!parsed.ok) continue;
    for (const signer of [ec, okp, rsa]) {
      if (!usable.some((key) => isKeyOf(signer, key))) continue;
      assert.ok(await joseAccepts(text, signer), `${signer.alg} ${text}`);
      verified += 1;
    }
  }
  assert.ok(verified > ODD / 10, `${verified} were verified`);
});

/** The key of the signer, under its name and for its algorithm. */
function isKeyOf({ open, kid, alg }: Signer, key: UsableJwk): boolean {
  const same = ['kty', 'n', 'e', 'crv', 'x', 'y'].every((name) => key[name] === open[name]);
  return same && key['kid'] === kid && (key['alg'] === undefined || key['alg'] === alg);
}

test.after(() => {
  server.closeAllConnections();
  server.close();
});
test.run();
