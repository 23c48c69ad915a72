import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/**
 * Encryption of what is stored: XChaCha20-Poly1305 with a fresh nonce each time, which stands in front.
 *
 * The browser's own ciphers answer later, and when a page is closed there is no later: what was typed last is sealed
 * and handed to the database at once.
 */

/** Names a key, and is the key. */
export interface Key {
  name: string;
  secret: Uint8Array<ArrayBuffer>;
}

const nonceBytes = 24;

/** Texts are filled up to a multiple of this many bytes, so that their lengths say little. */
const block = 128;

export function newKey(): Key {
  return { name: crypto.randomUUID(), secret: crypto.getRandomValues(new Uint8Array(32)) };
}

/** Seals a value as JSON; blanks that stand behind it mean nothing. */
export function seal(value: unknown, { secret }: Key): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const padded = new Uint8Array(Math.ceil((bytes.length + 1) / block) * block).fill(0x20);
  padded.set(bytes);
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const sealed = xchacha20poly1305(secret, nonce).encrypt(padded);
  const whole = new Uint8Array(nonceBytes + sealed.length);
  whole.set(nonce);
  whole.set(sealed, nonceBytes);
  return whole;
}

/** The value that was sealed; throws if the key is another, or the bytes were changed. */
export function unseal(sealed: Uint8Array, { secret }: Key): unknown {
  const cipher = xchacha20poly1305(secret, sealed.subarray(0, nonceBytes));
  return JSON.parse(new TextDecoder().decode(cipher.decrypt(sealed.subarray(nonceBytes))));
}
