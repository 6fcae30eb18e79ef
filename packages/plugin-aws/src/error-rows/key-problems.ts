/** Problems of a stored key. "Put back" means the previous version of the secret. */

export const keyProblemRows = {
  JWKS_EMPTY: {
    exitCode: 1,
    means: 'The public secret holds no key that verifiers can use, so no token could be verified.',
    do: 'put the previous version back, or see what is said about each key',
  },
  JWKS_BLANK: {
    exitCode: 1,
    means: 'The public secret holds nothing but white space.',
    do: 'store a JWKS, `{"keys":[…]}`, or let `keys ensure` derive it',
  },
  JWKS_NOT_JSON: {
    exitCode: 1,
    means: 'The public secret is not JSON, often because of quotes lost in a shell.',
    do: 'store the set as it is, from a file',
  },
  JWKS_NOT_A_SET: {
    exitCode: 1,
    means: 'The public secret is JSON, but neither a JWKS nor a map of keys by kid.',
    do: 'store a JWKS',
  },
  JWKS_KEYS_NOT_ARRAY: {
    exitCode: 1,
    means: '`keys` of the public secret is not a list.',
    do: 'store a JWKS',
  },
  JWKS_NESTED: {
    exitCode: 1,
    means: 'The set is inside another object, such as `{ "jwks": { "keys": [] } }`, where no verifier looks.',
    do: 'store only the inner object',
  },
  JWKS_TOO_LARGE: {
    exitCode: 1,
    means: 'The text is larger than 65,536 bytes, the limit of a secret in AWS.',
    do: 'store the set and nothing else',
  },
  JWKS_BYTE_ORDER_MARK: {
    exitCode: 1,
    means: 'The text begins with U+FEFF, which an editor put there. Many JSON parsers refuse it.',
    do: 'store the text again without it',
  },
  JWKS_HOLDS_HTML: {
    exitCode: 1,
    means: 'The text is a web page, such as the error page of a proxy.',
    do: 'store the set again, and find out who stored the page',
  },
  JWKS_HOLDS_PEM: {
    exitCode: 1,
    means: 'The public secret holds PEM text. A private key may have been published.',
    do: 'store a JWKS. If the PEM was private, rotate the key',
  },
  JWKS_HOLDS_PRIVATE_DOCUMENT: {
    exitCode: 1,
    means: 'The public secret holds the private document: the two were mixed up.',
    do: 'treat the keys as leaked to everybody who could read the public secret: rotate them, and store the public set there',
  },
  KEYS_BLANK: {
    exitCode: 1,
    means: 'The private secret holds nothing but white space.',
    do: 'put the previous version of the private secret back',
  },
  KEYS_NOT_JSON: {
    exitCode: 1,
    means: 'The private secret is neither JSON nor PEM.',
    do: 'put the previous version of the private secret back',
  },
  KEYS_NOT_A_DOCUMENT: {
    exitCode: 1,
    means: 'The private secret is JSON of another shape; perhaps the public set was stored there.',
    do: 'put the previous version of the private secret back',
  },
  KEYS_UNKNOWN_VERSION: {
    exitCode: 1,
    means: 'The private document has another version than 1: a newer tool wrote it.',
    do: "use that tool's version, or put back",
  },
  KEYS_EMPTY: {
    exitCode: 1,
    means: 'The private document holds no key.',
    do: 'put the previous version of the private secret back',
  },
  KEYS_NO_ACTIVE: {
    exitCode: 1,
    means: 'No key is `active`, so nothing can be signed.',
    do: 'mark exactly one key active, or put back',
  },
  KEYS_MANY_ACTIVE: {
    exitCode: 1,
    means: 'Several keys are `active`, so it is not clear which one signs.',
    do: 'mark exactly one key active, or put back',
  },
  KEYS_BAD_PEM: {
    exitCode: 1,
    means: 'The private secret is PEM text, but not one unencrypted PKCS#8 private key.',
    do: 'the hint of the error has the command that converts it; the key stays the same. If the text is no private key, put the previous version back',
  },
  KEY_PAIR_MISMATCH: {
    exitCode: 1,
    means: 'A token signed with the private key is not verified by the published key of the same `kid`.',
    do: 'find out which half is right, and put back the other',
  },
  KEY_NOT_PUBLISHED: {
    exitCode: 1,
    means: 'A private key has no public half in the public set, so its tokens cannot be verified.',
    do: 'put back the version of the public secret that has it, or the private key that is published',
  },
  KEY_NOT_USABLE: {
    exitCode: 1,
    means: 'Signing or verifying with a key fails although it looks right.',
    do: 'put back the private secret, or rotate',
  },
  KEY_BAD_STATE: {
    exitCode: 1,
    means: "A key's state is none of `next`, `active`, `retiring`.",
    do: 'write one of them',
  },
  KEY_BAD_TIME: {
    exitCode: 1,
    means: 'A time of a key is not a valid instant.',
    do: 'write times like `2026-11-23T10:00:00.000Z`',
  },
  JWK_NOT_OBJECT: {
    exitCode: 1,
    means: 'An entry is not a JSON object.',
    do: 'store one JWK object for each key',
  },
  JWK_MISSING_MEMBER: {
    exitCode: 1,
    means: 'A key lacks a member it must have, such as `kid`, `kty`, `n` or `x`.',
    do: 'export the key again from where it came',
  },
  JWK_BAD_MEMBER: {
    exitCode: 1,
    means: 'A member is not a string.',
    do: 'export the key again',
  },
  JWK_UNKNOWN_MEMBER: {
    exitCode: 1,
    means:
      'A public key has members that no standard knows. Only a remark, because verifiers ignore them and they are never served; with `strict` a problem.',
    do: 'remove them if nobody needs them',
  },
  JWK_UNKNOWN_TYPE: {
    exitCode: 1,
    means:
      'A key has a `kty` that verifiers do not know. In a public set this is only a remark, because they ignore such keys.',
    do: 'use RSA, EC or OKP',
  },
  JWK_UNKNOWN_CURVE: {
    exitCode: 1,
    means: 'Verifiers check no signature with a key on this curve, so they ignore the key.',
    do: 'use P-256, P-384 or P-521 (EC), or Ed25519 (OKP)',
  },
  JWK_PRIVATE_MEMBER: {
    exitCode: 1,
    means: 'A public key carries private members, such as `d`. **The private key is published.**',
    do: 'rotate the key, and publish only public members',
  },
  JWK_OCT_REFUSED: {
    exitCode: 1,
    means: 'A symmetric key (`kty` `oct`) cannot be published: every verifier could also sign with it.',
    do: 'use a key pair, such as ES256',
  },
  JWK_DUPLICATE_KID: {
    exitCode: 1,
    means:
      'One `kid` names several keys for one algorithm, so verifiers cannot choose. Only a remark for keys of different types or algorithms.',
    do: 'give each key its own',
  },
  JWK_KID_MISMATCH: {
    exitCode: 1,
    means: 'A key is listed under one `kid` but has another `kid` itself.',
    do: 'give the key one and the same `kid` in both places',
  },
  JWK_WRONG_USE: {
    exitCode: 1,
    means:
      'A public key is not for verifying signatures, so verifiers ignore it: it has another `use`, or other `key_ops` than `verify`.',
    do: 'publish it with `"use": "sig"` and without `key_ops`, or not at all',
  },
  JWK_ALG_MISSING: {
    exitCode: 1,
    means: 'A public key has no `alg`. Only a remark.',
    do: 'publish `alg`, so that verifiers need not guess',
  },
  JWK_ALG_MISMATCH: {
    exitCode: 1,
    means: 'The `alg` does not fit the type of the key.',
    do: 'correct the `alg`; P-256 is ES256, RSA is RS256 or PS256',
  },
  JWK_BAD_ENCODING: {
    exitCode: 1,
    means: 'A member is not base64url, or of the wrong length.',
    do: 'export the key again; base64 with `+`, `/` or `=` is not base64url',
  },
  JWK_RSA_TOO_SMALL: {
    exitCode: 1,
    means:
      'An RSA key has fewer than 2,048 bits, so verifiers ignore it; below 1,024 bits everybody can forge its signatures.',
    do: 'rotate to a larger one, or to ES256',
  },
  JWK_RSA_BAD_NUMBER: {
    exitCode: 1,
    means: 'The modulus or the exponent of an RSA key cannot be right: it is even, or the exponent is 1.',
    do: 'export the key again, or make a new one',
  },
  JWK_NOT_ON_CURVE: {
    exitCode: 1,
    means: 'The coordinates are not a point on the curve.',
    do: 'export the key again',
  },
  JWK_CERTIFICATE_MISMATCH: {
    exitCode: 1,
    means:
      'A certificate in `x5c` is that of another key, or no certificate in plain base64. Verifiers that look there would use another key, or fail.',
    do: 'remove it, or publish the right one',
  },
  JWK_NOT_PRIVATE: {
    exitCode: 1,
    means: 'A key of the private document lacks its private members.',
    do: 'put the previous version of the private secret back',
  },
  JWK_HALVES_DIFFER: {
    exitCode: 1,
    means: 'The public and the private members of one key do not match.',
    do: 'put the previous version of the private secret back',
  },
} as const;
