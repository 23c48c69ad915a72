import { ForewordError } from '../errors.js';
import { count, text } from '../primitives.js';
import { Refused, literal, object } from '../schema.js';

/**
 * A profile's file under a passphrase:
 * ```json
 * {"format":"foreword-profile-sealed","version":1,"iterations":600000,"salt":"…","iv":"…","data":"…"}
 * ```
 * The key is made of the passphrase by PBKDF2 with SHA-256; the file is sealed with AES-GCM of 256 bits. Bytes are in
 * base64.
 */
const format = 'foreword-profile-sealed';

/** What OWASP recommends for PBKDF2 with SHA-256 (2023): <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>. */
const iterations = 600_000;

/** More would let a file keep the page busy for minutes. */
const mostIterations = 10_000_000;

const sealedSchema = object({
  format: literal(format),
  version: count,
  iterations: count,
  salt: text,
  iv: text,
  data: text,
});

export async function sealFile(
  file: Uint8Array<ArrayBuffer>,
  passphrase: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyOf(passphrase, salt, iterations);
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, file);
  const [salt64, iv64, data64] = [salt, iv, new Uint8Array(data)].map(toBase64);
  const sealed = { format, version: 1, iterations, salt: salt64, iv: iv64, data: data64 };
  return new TextEncoder().encode(JSON.stringify(sealed));
}

/**
 * The file that was sealed; a file that wasn't is returned as it is.
 *
 * @throws {ForewordError} `"wrong-passphrase"`, `"profile-invalid"` or `"profile-newer"`.
 */
export async function openFile(
  file: Uint8Array<ArrayBuffer>,
  passphrase: string | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const sealed = parse(file);
  if (sealed === undefined) return file;
  if (sealed.version !== 1) {
    throw new ForewordError(
      'profile-newer',
      `the file is of version ${sealed.version}; this program reads 1`,
      { found: sealed.version },
    );
  }
  if (passphrase === undefined) {
    throw new ForewordError('wrong-passphrase', 'the file is sealed with a passphrase');
  }
  if (sealed.iterations < 1 || sealed.iterations > mostIterations) {
    throw new ForewordError(
      'profile-invalid',
      `${sealed.iterations} iterations are not from 1 to ${mostIterations}`,
      { found: sealed.iterations },
    );
  }
  const [salt, iv, data] = [sealed.salt, sealed.iv, sealed.data].map(fromBase64) as [Bytes, Bytes, Bytes];
  const key = await keyOf(passphrase, salt, sealed.iterations);
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, data));
  } catch (error) {
    throw new ForewordError(
      'wrong-passphrase',
      'the passphrase is another one, or the file was changed',
      {},
      { cause: error },
    );
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

function parse(file: Bytes) {
  // Whatever else this may be, the core says what is wrong with it.
  if (!new TextDecoder().decode(file.subarray(0, 200)).includes(format)) return undefined;
  try {
    const sealed = sealedSchema(JSON.parse(new TextDecoder().decode(file)), []);
    if (!(sealed instanceof Refused)) return sealed;
  } catch {
    // No JSON.
  }
  throw new ForewordError('profile-invalid', `the sealed file of ${file.length} bytes is damaged`, {
    found: file.length,
  });
}

async function keyOf(passphrase: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(passphrase.normalize('NFKC')),
    'PBKDF2',
    false,
    ['deriveKey'],
  );
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

/** Bytes that are turned into characters in one call. */
const slice = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let characters = '';
  for (let at = 0; at < bytes.length; at += slice) {
    characters += String.fromCharCode(...bytes.subarray(at, at + slice));
  }
  return btoa(characters);
}

function fromBase64(base64: string): Bytes {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (error) {
    throw new ForewordError('profile-invalid', 'the sealed file is damaged', {}, { cause: error });
  }
}
