import { expect } from 'vitest';
import type { BackendChoice, BackendStatus, ThreadChoice } from '../../src/backend/status.js';
import { EngineClient } from '../../src/client/engine.js';
import type { CompleteOptions } from '../../src/types.js';
import { fakeGpu } from './card.js';
import { modelBytes, sourceOf } from './files.js';
import { type FakeWorker, type Kind, fakeSurroundings, transportOf } from './surroundings.js';

export const bytes = modelBytes(1000);
export const decoderBytes = modelBytes(201).slice(1);
/** The graphics card that is there unless a test says otherwise. */
export const info = { vendor: 'acme', architecture: 'gen-9', device: '', description: '' };

export type Fakes = ReturnType<typeof fakeSurroundings>;

export interface StartOptions {
  backend?: BackendChoice;
  sessionMemoryBytes?: number | undefined;
  threads?: ThreadChoice;
  model?: Uint8Array<ArrayBuffer>;
  /** What an earlier session left behind. */
  notes?: Fakes['notes'];
  gpu?: Record<string, string> | null | undefined;
  /** Changes the card before anything begins. */
  card?: (card: Fakes['card']) => void;
}

const engines: EngineClient[] = [];

/** Ends what {@link start} started, after every test. */
export function disposeAll(): void {
  for (const engine of engines.splice(0)) engine.dispose();
}

/**
 * An engine over a transport of this kind, with a graphics card that is right and faster unless `options` say
 * otherwise.
 */
export function start(kind: Kind, options: StartOptions = {}) {
  const model = options.model ?? bytes;
  const fakes = fakeSurroundings(model, decoderBytes);
  const { surroundings, cores, card } = fakes;
  options.card?.(card);
  const { backend } = surroundings;
  const gpu = 'gpu' in options ? options.gpu : info;
  backend.gpu = () => (gpu === undefined ? undefined : fakeGpu(gpu));
  const notes = options.notes ?? fakes.notes;
  backend.notes = notes;
  const workers: FakeWorker[] = [];
  const told: BackendStatus[] = [];
  const engine = new EngineClient({
    load: {
      model: sourceOf(model),
      decoder: sourceOf(decoderBytes, 'decoder.safetensors'),
      flavour: 'cpu',
      backend: options.backend,
      sessionMemoryBytes: options.sessionMemoryBytes,
      threads: options.threads,
    },
    onBackend: (status) => told.push(status),
    transport: transportOf(kind, surroundings, workers),
  });
  engines.push(engine);
  const session = engine.session();
  const complete = (before: string, options?: CompleteOptions) => session.complete({ before }, options);
  const of = (flavour: string) => cores.filter((core) => core.flavour === flavour);
  /** Waits until the search for a graphics card has come to this. */
  const reached = async (reason: BackendStatus['reason']) => {
    await engine.load();
    await expect.poll(() => told.at(-1)?.reason, { interval: 2, timeout: 2000 }).toBe(reason);
    return engine.backend();
  };
  return { ...fakes, notes, engine, complete, workers, told, of, reached };
}

/** The one thing that is remembered. */
export const onlyNote = ({ notes }: Fakes['notes']) => {
  expect(notes.size).toBe(1);
  return [...notes][0];
};
