import { createHash } from 'node:crypto';
import type { Core, CoreEngine, CoreOptions, CoreUnpacker, Flavour, OpenCore, Verdict } from '../src/core.js';
import type { Completion, ModelSource } from '../src/engine.js';
import type { Gpu } from '../src/backend/adapter.js';
import type { NoteStore } from '../src/backend/notebook.js';
import type { ModelStore, Note, StoredFile } from '../src/model/store.js';
import { serve } from '../src/transport/host.js';
import { InPageTransport, type Surroundings } from '../src/transport/in-page.js';
import type { WorkerLike } from '../src/transport/worker.js';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
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
const headerBytes = 33;

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

export class FakeError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A decoder that begins with this byte is refused. */
export const refusedByte = 0xff;

/** Milliseconds of a keystroke on every fake processor. */
const cpuKeystrokeMs = 30;

interface FakeProbe {
  keystrokeMs: number;
  apart: number;
  isHopeless: boolean;
}

/** Where a graphics card may fail. */
type Stage = 'open' | 'warm-up' | 'probe' | 'complete';

/** The graphics card of a test, and how it misbehaves. */
export class FakeCard {
  device = '';
  keystrokeMs = 10;
  /** By how much its log-probabilities are off. */
  apart = 0;
  /** How long a probe of any engine takes. */
  probeMs = 2;
  /** What is thrown at a stage; `hang` for no answer at all. */
  readonly failures = new Map<Stage, Error | 'hang'>();
  /** Stages that were reached. */
  readonly seen: Stage[] = [];
  onPush = (): void => undefined;

  async at(stage: Stage): Promise<void> {
    this.seen.push(stage);
    const failure = this.failures.get(stage);
    if (failure === 'hang') return new Promise(() => undefined);
    if (failure !== undefined) throw failure;
    return Promise.resolve();
  }
}

/** Notes in memory; `isBroken` is where nothing can be stored. */
export class MemoryNotes implements NoteStore {
  readonly notes = new Map<string, unknown>();
  isBroken = false;

  async get(key: string): Promise<unknown> {
    this.check();
    return Promise.resolve(this.notes.get(key));
  }

  async set(key: string, value: unknown): Promise<void> {
    this.check();
    this.notes.set(key, structuredClone(value));
    return Promise.resolve();
  }

  async del(key: string): Promise<void> {
    this.check();
    this.notes.delete(key);
    return Promise.resolve();
  }

  private check(): void {
    if (this.isBroken) throw new DOMException('not in a private window', 'InvalidStateError');
  }
}

/** Stands in for the Rust core: keeps what it was fed and answers a completion only when told to. */
export class FakeCore implements Core, CoreEngine {
  /** The bytes of every model it was fed, one after the other. */
  readonly fed: number[] = [];
  freed = 0;
  warm = 0;
  /** The contexts and the limit of every probe. */
  readonly probes: { contexts: string[]; hopelessMs: number | undefined }[] = [];
  decoder: { bytes: number[]; encoderSha256: string } | undefined;
  /** Options of the latest completion. */
  options: CoreOptions | undefined;
  cancelled = 0;
  #revision = 0;
  #total = 0;
  #running: { text: string; resolve: (c: Completion) => void; reject: (e: Error) => void } | undefined;
  #probing: ((error: Error) => void) | undefined;

  constructor(
    readonly flavour: Flavour = 'cpu',
    private readonly card: FakeCard = new FakeCard(),
    /** Of all cores that were opened. */
    private readonly isFirst = true,
  ) {}

  get device(): string {
    return this.flavour === 'webgpu' ? this.card.device : 'a processor';
  }

  async createLoader(totalBytes: number) {
    if (this.flavour === 'webgpu') await this.card.at('open');
    this.#total = this.fed.length + totalBytes;
    return {
      push: (chunk: Uint8Array) => {
        for (const byte of chunk) this.fed.push(byte);
        if (this.flavour === 'webgpu') this.card.onPush();
      },
      finish: () => {
        if (this.fed.length !== this.#total) throw new FakeError('model-invalid', 'too short');
        return this;
      },
      free: () => undefined,
    };
  }

  async warmUp(): Promise<void> {
    if (this.flavour === 'webgpu') await this.card.at('warm-up');
    this.warm += 1;
  }

  async probe(contexts: string[], hopelessMs?: number): Promise<FakeProbe> {
    this.cancel();
    this.probes.push({ contexts, hopelessMs });
    const isCpu = this.flavour !== 'webgpu';
    const { keystrokeMs, apart } = isCpu ? { keystrokeMs: cpuKeystrokeMs, apart: 0 } : this.card;
    if (!isCpu) await this.card.at('probe');
    return new Promise((resolve, reject) => {
      this.#probing = reject;
      setTimeout(() => {
        this.#probing = undefined;
        resolve({ keystrokeMs, apart, isHopeless: keystrokeMs > (hopelessMs ?? Infinity) });
      }, this.card.probeMs);
    });
  }

  counters(): undefined {
    return undefined;
  }

  free(): void {
    this.freed += 1;
  }

  selfTestContexts(): string[] {
    return ['Hi', 'Dear'];
  }

  judge(found: FakeProbe, expected: FakeProbe): Verdict {
    const mostApart = found.isHopeless ? undefined : Math.abs(found.apart - expected.apart);
    const isRight = mostApart !== undefined && mostApart <= 0.03;
    const isFaster = found.keystrokeMs < expected.keystrokeMs;
    return {
      choice: isRight && isFaster ? 'webgpu' : 'cpu',
      because: isRight ? 'of its speed' : 'of its numbers',
      contexts: 2,
      sameDrafts: 2,
      mostApart,
      keystrokeMs: { cpu: expected.keystrokeMs, webgpu: found.keystrokeMs },
    };
  }

  createUnpacker() {
    return new FakeUnpacker();
  }

  memoryBytes(): number {
    return 65536;
  }

  loadDecoder(file: Uint8Array, encoderSha256: string): void {
    if (this.#running !== undefined) throw new FakeError('internal', 'recursive use of an object');
    if (file[0] === refusedByte) throw new FakeError('model-invalid', 'made for another model');
    this.decoder = { bytes: [...file], encoderSha256 };
  }

  complete(text: string, options: CoreOptions): Promise<Completion> {
    this.cancel();
    this.options = options;
    if (this.flavour === 'webgpu') return this.card.at('complete').then(() => this.begin(text, options));
    return this.begin(text, options);
  }

  private begin(text: string, options: CoreOptions): Promise<Completion> {
    if (text === 'panic' || (text === 'panic once' && this.isFirst)) {
      throw new WebAssembly.RuntimeError('unreachable');
    }
    if (text === 'refuse') throw new FakeError('bad-argument', 'not this text');
    return new Promise((resolve, reject) => {
      this.#running = { text, resolve, reject };
      if (!text.startsWith('slow')) this.answer(options.drafts);
    });
  }

  /** Settles the completion that is under way. */
  answer(drafts = 1): void {
    const running = this.#running;
    this.#running = undefined;
    running?.resolve({
      drafts: Array.from({ length: drafts }, (_, rank) => ({
        text: ` ${running.text} ${rank}`,
        logProb: -rank,
        confidence: 1 / (rank + 1),
      })),
      tokens: { encoded: running.text.length, reused: 0 },
      timingMs: { encode: 1, decode: 2, check: 3 },
      steps: 7,
      revision: ++this.#revision,
    });
  }

  cancel(): void {
    this.#probing?.(new FakeError('cancelled', 'cancelled'));
    this.#probing = undefined;
    if (this.#running === undefined) return;
    this.cancelled += 1;
    this.#running.reject(new FakeError('cancelled', 'cancelled'));
    this.#running = undefined;
  }

  score(tokens: Uint32Array) {
    return Promise.resolve({ logProbs: Float32Array.from(tokens, (t) => -t), top: tokens.slice() });
  }

  tokenize(text: string): Uint32Array {
    return Uint32Array.from(text, (character) => character.charCodeAt(0));
  }

  encode(tokens: Uint32Array) {
    return Promise.resolve({ encoded: tokens.length, reused: 0 });
  }
}

/** Unpacks {@link packedOf}. What begins with {@link refusedByte} is refused. */
class FakeUnpacker implements CoreUnpacker {
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

/** A store in memory that outlives engines; `room` is where the device is full. */
export class MemoryStore implements ModelStore {
  readonly files = new Map<string, { bytes: number[]; note: Note }>();
  room = Infinity;
  /** The file of this name cannot be read. */
  unreadable: string | undefined;

  open(name: string): Promise<StoredFile> {
    const entry = this.files.get(name) ?? { bytes: [], note: {} };
    this.files.set(name, entry);
    const { room } = this;
    const isUnreadable = this.unreadable === name;
    return Promise.resolve({
      get size() {
        return entry.bytes.length;
      },
      get note() {
        return entry.note;
      },
      append(chunk) {
        if (entry.bytes.length + chunk.length > room) throw new DOMException('full', 'QuotaExceededError');
        for (const byte of chunk) entry.bytes.push(byte);
        return Promise.resolve();
      },
      flush: () => Promise.resolve(),
      async *chunks() {
        if (isUnreadable) throw new DOMException('decayed', 'NotReadableError');
        for (let at = 0; at < entry.bytes.length; at += 100) {
          yield await Promise.resolve(Uint8Array.from(entry.bytes.slice(at, at + 100)));
        }
      },
      setNote(note) {
        entry.note = note;
        return Promise.resolve();
      },
      clear() {
        entry.bytes.length = 0;
        entry.note = {};
        return Promise.resolve();
      },
      close: () => undefined,
    });
  }
}

/** How the server of a test misbehaves. */
export interface ServerOptions {
  etag?: string | undefined;
  /** The connection breaks after this many bytes of each answer. */
  cutAfter?: number | undefined;
  ranges?: boolean;
  status?: number;
  /** No answer at all. */
  down?: boolean;
  /** 404 for the decoder alone. */
  withoutDecoder?: boolean;
}

/** A server of a model and perhaps a decoder, with byte ranges and `If-Range`, as a `fetch` function. */
export function serverOf(
  model: Uint8Array<ArrayBuffer>,
  options: ServerOptions = {},
  decoder?: Uint8Array<ArrayBuffer>,
) {
  const requests: Record<string, string>[] = [];
  const fetchModel = ((url: string, init?: RequestInit) => {
    const isDecoder = url.includes('.safetensors');
    const bytes = isDecoder && decoder !== undefined ? decoder : model;
    const headers = (init?.headers ?? {}) as Record<string, string>;
    requests.push(headers);
    if (options.down === true) return Promise.reject(new TypeError('Failed to fetch'));
    if (isDecoder && options.withoutDecoder === true) {
      return Promise.resolve(new Response('no', { status: 404 }));
    }
    if (options.status !== undefined) return Promise.resolve(new Response('no', { status: options.status }));
    const range = /^bytes=(\d+)-$/.exec(headers['range'] ?? '');
    const ifRange = headers['if-range'];
    const partial =
      range !== null && options.ranges !== false && (ifRange === undefined || ifRange === options.etag);
    const from = partial ? Number(range[1]) : 0;
    const answer: Record<string, string> = options.etag === undefined ? {} : { etag: options.etag };
    if (partial && from >= bytes.length) return Promise.resolve(new Response(null, { status: 416 }));
    if (partial) answer['content-range'] = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    const body = streamOf(bytes.subarray(from), options.cutAfter);
    return Promise.resolve(new Response(body, { status: partial ? 206 : 200, headers: answer }));
  }) as typeof fetch;
  return { fetch: fetchModel, requests, options };
}

function streamOf(
  bytes: Uint8Array<ArrayBuffer>,
  cutAfter = Infinity,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= cutAfter) {
        controller.error(new TypeError('network error'));
        return;
      }
      const end = Math.min(at + 70, bytes.length, cutAfter);
      if (end > at) controller.enqueue(bytes.slice(at, end));
      at = end;
      if (at === bytes.length) controller.close();
    },
  });
}

/** Everything an engine touches, faked; `cores` lists every core that was opened, `fail` the errors of the next ones. */
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
    fetch: server.fetch,
    now: () => (now += 10),
    backend: {
      gpu: () => undefined,
      notes,
      date: () => 1_700_000_000_000,
      limits: { quietMs: 2, longestQuietMs: 10, leastAnswerMs: 60, testMs: 500 },
    },
  };
  return { surroundings, cores, store, server, notes, card };
}

/** `navigator.gpu` with an adapter of this description, or with none. */
export function fakeGpu(info: Record<string, string> | null): Gpu {
  return { requestAdapter: () => Promise.resolve(info && { info }) };
}

/** A worker in this thread: messages are cloned and arrive later, as they do between threads. */
export class FakeWorker implements WorkerLike {
  readonly #channel = new MessageChannel();
  readonly #listeners = new Map<string, ((event: { data: unknown; message?: string }) => void)[]>();
  terminated = false;

  constructor(surroundings: Surroundings) {
    const { port1, port2 } = this.#channel;
    const host = port2 as unknown as Parameters<typeof serve>[0];
    serve(host, (events) => new InPageTransport(events, surroundings));
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
