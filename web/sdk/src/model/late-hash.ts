import type { Core, CoreHash } from '../core.js';

/** Bytes that wait at most; where more come, they wait at their source. */
const mostWaiting = 8 << 20;

/** SHA-256 of bytes that may come before the engine that computes it is there; they wait for it then. */
export class LateHash {
  #hash: CoreHash | undefined;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  readonly #ready: Promise<CoreHash>;

  constructor(core: Promise<Pick<Core, 'createHash'>>) {
    this.#ready = core.then((opened) => {
      const hash = opened.createHash();
      for (const chunk of this.#waiting.splice(0)) hash.update(chunk);
      return (this.#hash = hash);
    });
    // Whoever asks for the hash hears of it.
    this.#ready.catch(() => undefined);
  }

  /** Takes the next bytes, which the caller leaves as they are. */
  async update(chunk: Uint8Array): Promise<void> {
    if (this.#hash === undefined && this.#bytes < mostWaiting) {
      this.#waiting.push(chunk);
      this.#bytes += chunk.length;
    } else (await this.#ready).update(chunk);
  }

  /** Resolves when {@link update} needs to keep nothing any more. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** 64 hexadecimal digits; rejects if there is no engine. */
  async digest(): Promise<string> {
    return (await this.#ready).digest();
  }
}
