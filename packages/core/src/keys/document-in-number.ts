/** Recognises a whole key or certificate where one number should be, or where nothing should be, in whatever encoding it is. */
import { createPrivateKey } from 'node:crypto';
import { isObject } from './jwk-members.ts';

/** A document may be encoded again: the base64 of a PEM text, for example. */
const DEEPEST = 3;
/** The object identifier of rsaEncryption in DER. */
const RSA_ENCRYPTION = Buffer.from('2a864886f70d010101', 'hex');

/**
 * Says whether the text is a whole document with a private or only a public key: PEM, JSON, XML, OpenSSH or DER, as it is, in base64 of either
 * alphabet, in hex, or several of these. Undefined for anything else, such as a number.
 */
export function wholeDocument(text: string, depth = 0): 'private' | 'public' | undefined {
  const trimmed = text.trim();
  if (trimmed.includes('-----BEGIN')) return /PRIVATE KEY/.test(trimmed) ? 'private' : 'public';
  if (trimmed.startsWith('{')) return jsonDocument(trimmed);
  if (/^<\w+KeyValue>/.test(trimmed)) return /<D>/.test(trimmed) ? 'private' : 'public';
  if (/^(ssh|ecdsa)-[\w-]+ /.test(trimmed)) return 'public';
  for (const bytes of decodings(trimmed)) {
    const found = binaryDocument(bytes) ?? (isText(bytes) ? deeper(bytes, depth) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function deeper(bytes: Buffer, depth: number): 'private' | 'public' | undefined {
  return depth < DEEPEST ? wholeDocument(bytes.toString(), depth + 1) : undefined;
}

function jsonDocument(text: string): 'private' | 'public' | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return undefined;
    return ['d', 'k', 'priv'].some((name) => typeof value[name] === 'string') ? 'private' : 'public';
  } catch {
    return undefined;
  }
}

function decodings(text: string): readonly Buffer[] {
  const compact = text.replaceAll(/\s/g, '');
  const hex = compact.replaceAll(':', '');
  return [
    ...(/^[\w+/-]{16,}={0,2}$/.test(compact) ? [Buffer.from(compact, 'base64')] : []),
    ...(/^([0-9a-f]{2}){16,}$/i.test(hex) ? [Buffer.from(hex, 'hex')] : []),
  ];
}

function binaryDocument(bytes: Buffer): 'private' | 'public' | undefined {
  // A key in the format of OpenSSH begins with the length of its type, and its type.
  if (/^(ssh-|ecdsa-)/.test(bytes.subarray(4, 10).toString('latin1'))) return 'public';
  if (!isDerSequence(bytes)) return bytes.includes(RSA_ENCRYPTION) ? 'public' : undefined;
  return isPrivateDer(bytes) ? 'private' : 'public';
}

/** A DER SEQUENCE over the whole text, whose first element is one that keys and certificates begin with. */
function isDerSequence(bytes: Buffer): boolean {
  if (bytes.length < 24 || bytes[0] !== 0x30) return false;
  const short = bytes[1] ?? 0;
  const lengthBytes = short < 0x80 ? 0 : short - 0x80;
  if (lengthBytes > 4) return false;
  const length = lengthBytes === 0 ? short : bytes.readUIntBE(2, lengthBytes);
  const head = 2 + lengthBytes;
  return head + length === bytes.length && [0x02, 0x30].includes(bytes[head] ?? 0);
}

function isPrivateDer(bytes: Buffer): boolean {
  return (
    (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => {
      try {
        createPrivateKey({ key: bytes, format: 'der', type });
        return true;
      } catch {
        return false;
      }
    }) || isEncryptedPkcs8(bytes)
  );
}

/** An encrypted private key names the algorithm of its encryption first: PBES1, PBES2 (RFC 8018) or one of PKCS#12. */
function isEncryptedPkcs8(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 40);
  return ['2a864886f70d0105', '2a864886f70d010c01'].some((oid) => start.includes(Buffer.from(oid, 'hex')));
}

function isText(bytes: Buffer): boolean {
  return (
    bytes.length >= 16 &&
    bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d)
  );
}
