import type { CoreUnpacker } from '../../src/core.js';
import { FakeError, refusedByte } from './errors.js';
import { headerBytes, sha256 } from './files.js';

/** Unpacks {@link packedOf}. What begins with {@link refusedByte} is refused. */
export class FakeUnpacker implements CoreUnpacker {
  readonly #header: number[] = [];
  readonly #base: number[] = [];
  #skip = headerBytes;

  get baseSha256(): string | undefined {
    return this.#header[0] === 1
      ? Buffer.from(this.#header.slice(1, headerBytes)).toString('hex')
      : undefined;
  }

  pushHeader(chunk: Uint8Array): boolean {
    if (chunk[0] === refusedByte) throw new FakeError('model-invalid', 'not a packed file');
    this.#header.push(...chunk);
    return this.#header.length >= headerBytes;
  }

  pushBase(chunk: Uint8Array): void {
    this.#base.push(...chunk);
  }

  push(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
    if (this.baseSha256 !== undefined && sha256(Uint8Array.from(this.#base)) !== this.baseSha256) {
      throw new FakeError('model-invalid', 'another base');
    }
    const body = chunk.subarray(this.#skip);
    this.#skip -= chunk.length - body.length;
    return Uint8Array.from(body, (byte) => byte - 1);
  }

  finish(): void {
    if (this.#skip > 0) throw new FakeError('model-invalid', 'too short');
  }
}
