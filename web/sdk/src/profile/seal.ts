/** Encryption of what is stored: AES-GCM of 256 bits, with a fresh nonce each time. */

/** What is stored of a value. */
export interface Sealed {
  /** Names the key. */
  key: string;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** A key and its name. */
export interface Key {
  name: string;
  key: CryptoKey;
}

/** Texts are filled up to a multiple of this many bytes, so that their lengths say little. */
const block = 128;

const algorithm = { name: 'AES-GCM', length: 256 };

/** What keys are derived from, together with a secret. It can be used but not read. */
export async function newMaster(): Promise<CryptoKey> {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  return crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
}

/** The key of a secret. */
export function keyOf(master: CryptoKey, secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const info = new TextEncoder().encode('foreword profile');
  const usages: KeyUsage[] = ['encrypt', 'decrypt'];
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: secret, info },
    master,
    algorithm,
    false,
    usages,
  );
}

/** A random name. */
export function newName(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function sealBytes(bytes: Uint8Array<ArrayBuffer>, { name, key }: Key): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: algorithm.name, iv }, key, bytes);
  return { key: name, iv, data };
}

/** Rejects if the key is another, or the bytes were changed. */
export async function openBytes({ iv, data }: Sealed, key: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.decrypt({ name: algorithm.name, iv }, key, data));
}

/** Seals JSON; blanks that stand behind it mean nothing. */
export function sealText(text: string, key: Key): Promise<Sealed> {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil((bytes.length + 1) / block) * block).fill(0x20);
  padded.set(bytes);
  return sealBytes(padded, key);
}

export async function openText(sealed: Sealed, key: CryptoKey): Promise<string> {
  return new TextDecoder().decode(await openBytes(sealed, key)).trimEnd();
}
