import { type Completion, type ModelSource, createEngine } from 'foreword';
import EngineWorker from 'foreword/worker?worker';
import type { Context, Reader, Reading } from './reader.js';

export class Foreword implements Reader {
  readonly engine;

  /** When the worker last said that it stopped a request. */
  stoppedAt = 0;

  constructor(sources: { model: ModelSource; decoder: ModelSource }) {
    this.engine = createEngine({
      ...sources,
      // A test of the graphics card would run into the measurements.
      backend: 'cpu',
      createWorker: () => {
        const worker = new EngineWorker();
        worker.addEventListener('message', ({ data }: MessageEvent<{ error?: { code: string } }>) => {
          if (data.error?.code === 'cancelled') this.stoppedAt = performance.now();
        });
        return worker;
      },
    });
  }

  async load(): Promise<void> {
    const { decoder } = await this.engine.load();
    if (decoder.state !== 'loaded') throw new Error(`drafting decoder: ${JSON.stringify(decoder)}`);
  }

  /** Three drafts of eight tokens, made anew. */
  async draft(text: string): Promise<{ ms: number; completion: Completion }> {
    const start = performance.now();
    const completion = await this.engine.complete(text, { drafts: 3, tokens: 8, reuse: false });
    return { ms: performance.now() - start, completion };
  }

  async read({ tokens }: Context, cold: boolean): Promise<Reading> {
    // A context that begins with another token leaves nothing to reuse.
    if (cold) await this.engine.encode(Uint32Array.of((tokens[0] ?? 0) + 1));
    const start = performance.now();
    const { encoded } = await this.engine.encode(tokens);
    return { ms: performance.now() - start, encoded };
  }

  memoryBytes(): Promise<number> {
    return this.engine.memoryBytes();
  }
}
