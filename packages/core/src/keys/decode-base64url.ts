/**
 * Decodes base64url as strictly as a JWK requires (RFC 7515 §2): no padding, no characters of plain base64, no extra bits at
 * the end. Node's own decoder accepts all three, and verifiers in other languages do not.
 *
 * @returns the bytes, or undefined when the text is anything else
 */
export function decodeBase64url(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9_-]+$/u.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
