/** The JWT keys as the AWS emulator keeps them in its file. */
import { readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';

/** Key ids of the two stored documents, in their order. */
export interface StoredPair {
  readonly privateKids: readonly string[];
  readonly publicKids: readonly string[];
}

interface StoredSecret {
  readonly name: string;
  readonly versions: readonly {
    readonly labels: readonly string[];
    readonly value: { readonly data: string };
  }[];
}

const NAMES = ['paintbox/production/jwt/private-key', 'paintbox/production/jwt/public-keys'];

/** Reads the pair; fails unless there are exactly two secrets, each of one version, that hold the same one key. */
export async function storedPair(stateFile: string): Promise<StoredPair> {
  const { secrets } = JSON.parse(await readFile(stateFile, 'utf8')) as {
    readonly secrets: readonly StoredSecret[];
  };
  assert.equal(secrets.map(({ name }) => name).sort(), NAMES);
  const [privateKids = [], publicKids = []] = NAMES.map((name) => kidsOf(secrets, name));
  assert.is(privateKids.length, 1, 'one private key');
  assert.equal(publicKids, privateKids, 'the public key belongs to the private one');
  return { privateKids, publicKids };
}

function kidsOf(secrets: readonly StoredSecret[], name: string): readonly string[] {
  const versions = secrets.find((secret) => secret.name === name)?.versions ?? [];
  assert.is(versions.length, 1, `${name} has ${versions.length} versions`);
  const { keys } = JSON.parse(versions[0]?.value.data ?? '') as {
    readonly keys: readonly { readonly kid: string }[];
  };
  return keys.map(({ kid }) => kid);
}
