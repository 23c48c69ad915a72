import type { OpenCore } from '../../src/core.js';
import { EngineHost } from '../../src/host/host.js';
import type { Surroundings } from '../../src/host/surroundings.js';
import { DirectTransport } from '../../src/transport/direct.js';
import { allHandlers } from '../../src/transport/handlers.js';
import { serve } from '../../src/transport/port.js';
import type { Transport, TransportEvents } from '../../src/transport/transport.js';
import { type WorkerLike, WorkerTransport } from '../../src/transport/worker.js';
import { never } from './timer.js';
import { FakeCard } from './card.js';
import { FakeCore } from './core.js';
import { serverOf } from './server.js';
import { MemoryNotes, MemoryStore } from './stores.js';

/**
 * Everything an engine touches, faked; `cores` lists every core that was opened, `fail` the errors of the next ones.
 */
export function fakeSurroundings(bytes: Uint8Array<ArrayBuffer>, decoder?: Uint8Array<ArrayBuffer>) {
  const cores: FakeCore[] = [];
  const store = new MemoryStore();
  const server = serverOf(bytes, {}, decoder);
  const notes = new MemoryNotes();
  const card = new FakeCard();
  let now = 0;
  const openCore: OpenCore = ({ flavour }) => {
    const core = new FakeCore(flavour, card, cores.length === 0);
    cores.push(core);
    return Promise.resolve(core);
  };
  const surroundings: Surroundings = {
    openCore,
    chooseStore: () => store,
    storageManager: () => ({
      estimate: () => Promise.resolve({ quota: 1e9 }),
      persisted: () => Promise.resolve(false),
    }),
    fetch: server.fetch,
    now: () => (now += 10),
    timer: never,
    backend: {
      gpu: () => undefined,
      notes,
      date: () => 1_700_000_000_000,
      limits: { quietMs: 2, longestQuietMs: 10, leastAnswerMs: 60, testMs: 30_000 },
    },
  };
  return { surroundings, cores, store, server, notes, card };
}

/** A worker in this thread: messages are cloned and arrive later, as they do between threads. */
export class FakeWorker implements WorkerLike {
  readonly #channel = new MessageChannel();
  readonly #listeners = new Map<string, ((event: { data: unknown; message?: string }) => void)[]>();
  terminated = false;

  constructor(surroundings: Surroundings) {
    const { port1, port2 } = this.#channel;
    const port = port2 as unknown as Parameters<typeof serve>[0];
    serve(port, (events) => handlersOf(new EngineHost(events, surroundings)));
    port2.start();
    port1.onmessage = ({ data }: { data: unknown }) => {
      this.emit('message', { data });
    };
  }

  postMessage(message: unknown): void {
    this.#channel.port1.postMessage(message);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener as () => void]);
  }

  emit(type: string, event: { data: unknown; message?: string }): void {
    if (!this.terminated) for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }

  terminate(): void {
    this.terminated = true;
    this.#channel.port1.close();
  }
}

export const handlersOf = (host: EngineHost) => allHandlers(host);

/** Both ways to a host. */
export const kinds = ['direct', 'worker'] as const;
export type Kind = (typeof kinds)[number];

/** A transport of this kind; `workers` lists the workers that it starts. */
export function transportOf(kind: Kind, surroundings: Surroundings, workers: FakeWorker[] = []) {
  return (events: TransportEvents): Transport => {
    if (kind === 'direct') return new DirectTransport(new EngineHost(events, surroundings));
    const start = () => {
      const worker = new FakeWorker(surroundings);
      workers.push(worker);
      return worker;
    };
    return new WorkerTransport(start, events);
  };
}
