import { count, text } from '../primitives.js';
import { Refused, object, record } from '../schema.js';
import { toHex } from './seal.js';

/** Secrets of keys by the keys' names. */
export type Secrets = Map<string, Uint8Array<ArrayBuffer>>;

/** Where secrets can be, the best first. What is chosen for a profile once stays so. */
export const secretPlaces = ['opfs', 'cache', 'database'] as const;
export type SecretPlace = (typeof secretPlaces)[number];

/** Where secrets are kept. Whoever changes them holds the profile's lock, where there are locks. */
export interface SecretStore {
  read(): Promise<Secrets>;
  /** @param all - The secrets with those that are added. */
  add(added: Secrets, all: Secrets): Promise<void>;
  /** @param left - The secrets without those of these names. */
  remove(names: Iterable<string>, left: Secrets): Promise<void>;
}

/** A file that is replaced as a whole. */
export interface SecretFile {
  /** `undefined` if there is none. */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The bytes that were there before are gone from the disk, as far as the browser can see to that. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

const contentSchema = object({ generation: count, secrets: record(text) });

/** Hexadecimal digits of a SHA-256. */
const digits = 64;

/**
 * The secrets, in two files that have the same: one is whole whatever happens while the other is written.
 *
 * They are not in the database because a browser's database forgets nothing at once: what is deleted there stays in its
 * files for weeks, keys included. A file that is replaced is gone.
 */
export class SecretFiles implements SecretStore {
  #generation = 0;

  constructor(private readonly files: readonly [SecretFile, SecretFile]) {}

  async read(): Promise<Secrets> {
    const found = await Promise.all(this.files.map(async (file) => parse(await file.read())));
    const newest = found.reduce(
      (best, one) => (one !== undefined && one.generation > (best?.generation ?? 0) ? one : best),
      undefined,
    );
    this.#generation = Math.max(this.#generation, newest?.generation ?? 0);
    return newest?.secrets ?? new Map<string, Uint8Array<ArrayBuffer>>();
  }

  add(_: Secrets, all: Secrets): Promise<void> {
    return this.write(all);
  }

  remove(_: Iterable<string>, left: Secrets): Promise<void> {
    return this.write(left);
  }

  private async write(secrets: Secrets): Promise<void> {
    this.#generation += 1;
    const bytes = await written(secrets, this.#generation);
    for (const file of this.files) await file.write(bytes);
  }
}

/** The SHA-256 of the content in hexadecimal digits, then the content as JSON. */
async function written(secrets: Secrets, generation: number): Promise<Uint8Array<ArrayBuffer>> {
  const entries = [...secrets].map(([name, secret]) => [name, toHex(secret)]);
  const content = JSON.stringify({ generation, secrets: Object.fromEntries(entries) as unknown });
  return new TextEncoder().encode((await sha256(content)) + content);
}

async function parse(
  bytes: Uint8Array<ArrayBuffer> | undefined,
): Promise<{ generation: number; secrets: Secrets } | undefined> {
  if (bytes === undefined) return undefined;
  const whole = new TextDecoder().decode(bytes);
  const content = whole.slice(digits);
  if ((await sha256(content)) !== whole.slice(0, digits)) return undefined;
  const parsed = contentSchema(JSON.parse(content), []);
  if (parsed instanceof Refused) return undefined;
  const secrets = Object.entries(parsed.secrets).map(([name, hex]): [string, Uint8Array<ArrayBuffer>] => [
    name,
    Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  ]);
  return { generation: parsed.generation, secrets: new Map(secrets) };
}

async function sha256(content: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(content))));
}
