import type { Core, CoreCompleteOptions, CoreEngine, CoreHash, Verdict } from '../../src/core.js';
import type { Flavour } from '../../src/flavour.js';
import type { Completion, Context, PlainCompleteOptions, SessionOptions, Word } from '../../src/types.js';
import { FakeCard, type FakeProbe, cpuKeystrokeMs } from './card.js';
import { FakeError, refusedByte } from './errors.js';
import { newHash } from './files.js';
import { FakeProfile } from './profile.js';
import { FakeUnpacker } from './unpacker.js';

/** Stands in for the Rust core: keeps what it was fed and answers a completion only when told to. */
export class FakeCore extends FakeProfile implements Core, CoreEngine {
  /** The bytes of every model it was fed, one after the other. */
  readonly fed: number[] = [];
  freed = 0;
  warm = 0;
  /** The contexts and the limit of every probe. */
  readonly probes: { contexts: string[]; hopelessMs: number | undefined }[] = [];
  decoder: { bytes: number[]; encoderSha256: string } | undefined;
  /** What every {@link useThreads} was asked for. */
  readonly threads: number[] = [];
  /** Tells that the number of threads has changed. */
  onThreads: ((threads: number) => void) | undefined;
  /** Options of the latest completion. */
  options: CoreCompleteOptions | undefined;
  cancelled = 0;
  probesCancelled = 0;
  /** The text before the caret of every completion. */
  readonly texts: string[] = [];
  /** What follows the caret in the latest completion. */
  after: string | undefined;
  /** Open sessions by id. */
  readonly sessions = new Map<number, SessionOptions>();
  /** The session of every completion. */
  readonly asked: number[] = [];
  memoryLimit: number | undefined;
  #lastSession = 0;
  #revision = 0;
  #total = 0;
  #running:
    | { session: number; text: string; resolve: (c: Completion) => void; reject: (e: Error) => void }
    | undefined;
  #probing: ((error: Error) => void) | undefined;

  constructor(
    readonly flavour: Flavour = 'cpu',
    private readonly card: FakeCard = new FakeCard(),
    /** Of all cores that were opened. */
    private readonly isFirst = true,
  ) {
    super();
  }

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

  createHash(): CoreHash {
    return newHash();
  }

  async warmUp(): Promise<void> {
    if (this.flavour === 'webgpu') await this.card.at('warm-up');
    this.warm += 1;
  }

  openSession(options: SessionOptions): number {
    if (options.prefix === 'refuse') throw new FakeError('bad-argument', 'not this prefix');
    this.sessions.set(++this.#lastSession, options);
    return this.#lastSession;
  }

  closeSession(session: number): void {
    if (this.#running?.session === session) throw new FakeError('internal', 'recursive use of an object');
    this.sessions.delete(session);
  }

  setSessionMemory(bytes: number): void {
    this.memoryLimit = bytes;
  }

  sessionMemory() {
    return { bytes: 24 * this.sessions.size, sessions: this.sessions.size, cached: this.sessions.size };
  }

  async probe(contexts: string[], hopelessMs?: number): Promise<FakeProbe> {
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

  useThreads(threads: number, onThreads: (threads: number) => void): Promise<number> {
    this.threads.push(threads);
    this.onThreads = onThreads;
    const used = threads === 0 ? this.card.bestThreads : threads;
    if (used > 1) onThreads(used);
    return Promise.resolve(used);
  }

  counters(): undefined {
    return undefined;
  }

  free(): void {
    if (this.#running !== undefined) throw new FakeError('internal', 'recursive use of an object');
    this.freed += 1;
  }

  selfTestContexts(): string[] {
    return ['Hi', 'Dear'];
  }

  judge(found: FakeProbe, expected: FakeProbe): Verdict {
    const mostApart = found.isHopeless ? undefined : Math.abs(found.apart - expected.apart);
    const isRight = mostApart !== undefined && mostApart <= 0.03;
    const isSlower = mostApart === undefined || found.keystrokeMs >= expected.keystrokeMs;
    return {
      finding: isRight || mostApart === undefined ? (isSlower ? 'slower' : 'faster') : 'wrong',
      scoresAgree: isRight,
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

  complete(session: number, { before, after }: Context, options: CoreCompleteOptions): Promise<Completion> {
    if (!this.sessions.has(session)) throw new FakeError('internal', `no session ${session}`);
    if (this.#running !== undefined) throw new FakeError('internal', 'recursive use of an object');
    this.endProbe();
    this.options = options;
    this.after = after;
    this.asked.push(session);
    this.texts.push(before);
    if (this.flavour === 'webgpu') {
      return this.card.at('complete').then(() => this.begin(session, before, options));
    }
    return this.begin(session, before, options);
  }

  private begin(session: number, text: string, options: PlainCompleteOptions): Promise<Completion> {
    if (text === 'panic' || (text === 'panic once' && this.isFirst)) {
      throw new WebAssembly.RuntimeError('unreachable');
    }
    if (text === 'refuse') throw new FakeError('bad-argument', 'not this text');
    return new Promise((resolve, reject) => {
      this.#running = { session, text, resolve, reject };
      if (!text.startsWith('slow')) this.answer(options.drafts);
    });
  }

  /** Settles the completion that is under way. */
  answer(drafts = 3, words?: Word[]): void {
    const running = this.#running;
    this.#running = undefined;
    running?.resolve({
      drafts: Array.from({ length: drafts }, (_, rank) => ({
        text: ` ${running.text} ${rank}`,
        logProb: -1 - rank,
        confidence: 1 / (rank + 1),
        words: words ?? [{ text: ` ${running.text} ${rank}`, source: 'model' }],
      })),
      tokens: { encoded: running.text.length, reused: 0 },
      timingMs: { encode: 1, decode: 2, verify: 3 },
      steps: 7,
      revision: ++this.#revision,
    });
  }

  cancel(session: number): void {
    this.endProbe();
    if (this.#running?.session !== session) return;
    this.cancelled += 1;
    this.#running.reject(new FakeError('cancelled', 'cancelled'));
    this.#running = undefined;
  }

  private endProbe(): void {
    if (this.#probing !== undefined) this.probesCancelled += 1;
    this.#probing?.(new FakeError('cancelled', 'cancelled'));
    this.#probing = undefined;
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
