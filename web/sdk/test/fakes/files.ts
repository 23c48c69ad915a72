import { createHash } from 'node:crypto';
import type { CoreHash } from '../../src/core.js';
import type { ModelSource } from '../../src/types.js';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The core's hash, computed by Node. */
export function newHash(): CoreHash {
  const hash = createHash('sha256');
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest('hex') };
}

/** A model file of `length` bytes, none of them telling the next. */
export function modelBytes(length: number): Uint8Array<ArrayBuffer> {
  let state = 12345;
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24);
}

export function sourceOf(bytes: Uint8Array, name = 'model.gguf'): ModelSource {
  return { url: `http://test/${name}`, bytes: bytes.length, sha256: sha256(bytes) };
}

/** Bytes before the body of {@link packedOf}. */
export const headerBytes = 33;

/** Stands in for a packed file: 1 and the SHA-256 of the base, or 0 and zeros; then every byte plus one. */
export function packedOf(bytes: Uint8Array, base?: Uint8Array): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(headerBytes + bytes.length);
  if (base !== undefined) packed.set([1, ...Buffer.from(sha256(base), 'hex')]);
  packed.set(
    bytes.map((byte) => byte + 1),
    headerBytes,
  );
  return packed;
}

/** The source of a file that is downloaded in the form `packed`. */
export function packedSourceOf(bytes: Uint8Array, packed: Uint8Array, name = 'model.gguf'): ModelSource {
  return { ...sourceOf(bytes, name), packed: sourceOf(packed, `${name}.packed`) };
}
