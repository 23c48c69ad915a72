import type { Core, CoreEngine } from '../core.js';
import { ForewordError } from '../errors.js';
import type { CpuFlavour } from '../flavour.js';
import type { Activity } from './activity.js';
import type { Adapter, Gpu } from './adapter.js';
import { type Limits, timeoutFactor } from './limits.js';
import { GpuOpener, type GpuParts } from './open.js';
import { reasonOfFailure } from './outcome.js';
import type { NoteStore } from './record.js';
import { Router } from './router.js';
import { type Facts, Search } from './search.js';
import type { BackendChoice, BackendStatus } from './status.js';
import { type ThreadParts, useThreads } from './threads.js';

/** What the choice of a backend takes from its surroundings; tests replace any of it. */
export interface BackendSurroundings {
  gpu(): Gpu | undefined;
  notes: NoteStore;
  /** Milliseconds since 1970. */
  date: () => number;
  limits: Limits;
}

export interface BackendParts extends BackendSurroundings, GpuParts, Pick<ThreadParts, 'threads'> {
  cpu: { core: Core; engine: CoreEngine; flavour: CpuFlavour };
  activity: Activity;
  onStatus(status: BackendStatus): void;
}

/**
 * Decides where drafts are computed. The processor answers at first; in a pause the graphics card is tested, or its
 * remembered outcome read, and it takes over if it is right and faster. A card that was given up stays so until
 * {@link test} or {@link use}.
 */
export class Backends {
  readonly router: Router;
  #status: BackendStatus;
  /** The latest search for a graphics card. */
  #search: Search | undefined;
  #choice: BackendChoice | undefined;
  /** The engine on the processor has all it needs, so that a test is fair. */
  #hasBegun = false;
  #adapter: Adapter | undefined;
  #isDisposed = false;
  #threads: number | undefined;
  readonly #opener: GpuOpener;

  constructor(private readonly parts: BackendParts) {
    const { cpu, activity } = parts;
    this.#status = { used: 'cpu', flavour: cpu.flavour, reason: 'not-tested' };
    this.#opener = new GpuOpener(parts);
    this.router = new Router({
      cpu: cpu.engine,
      activity,
      onLost: (error) => {
        this.say(reasonOfFailure(error));
      },
    });
  }

  get status(): BackendStatus {
    return this.#status;
  }

  /** Begins to look for a graphics card, once; the engine on the processor has all it needs. */
  begin(choice: BackendChoice): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#choice ??= choice;
    this.decide(this.#choice);
    this.share().catch(() => undefined);
  }

  /** Changes the choice. Calls under way are answered, by the processor if the graphics card is left. */
  use(choice: BackendChoice): BackendStatus {
    if (choice === this.#choice) return this.#status;
    const { reason } = this.#status;
    this.#choice = choice;
    if (!this.#hasBegun) return this.#status;
    this.#search?.abort(new ForewordError('cancelled', 'another backend was chosen'));
    this.#search = undefined;
    if (this.router.usesGpu && (choice === 'webgpu' || (choice === 'auto' && reason === 'faster'))) {
      this.say({ ...this.#status, reason: choice === 'auto' ? 'faster' : 'chosen' });
      return this.#status;
    }
    this.router.leave();
    this.decide(choice);
    return this.#status;
  }

  /** Forgets what is remembered of this graphics card and tests it, unless a test is under way. */
  async test(choice: BackendChoice): Promise<BackendStatus> {
    if (choice === 'cpu') return this.#status;
    this.#choice = choice;
    const current = this.#search;
    const isTested = current?.isTesting === true;
    await current?.ended;
    if (this.#search === current && !isTested) {
      this.router.leave();
      this.#search = this.search(choice, true);
    }
    await this.#search?.ended;
    return this.#status;
  }

  dispose(): void {
    this.#isDisposed = true;
    const reason = new ForewordError('disposed', 'the engine was disposed of');
    this.#search?.abort(reason);
    this.router.leave(reason);
  }

  /** Lets more threads help the processor, unless a graphics card has taken over by then. */
  private async share(): Promise<void> {
    await this.#search?.ended;
    if (this.router.usesGpu || this.#isDisposed) return;
    await useThreads(this.parts, (threads) => {
      this.#threads = threads;
      this.say(this.#status);
    });
  }

  private decide(choice: BackendChoice): void {
    this.say({ reason: choice === 'cpu' ? 'chosen' : 'not-tested' });
    if (choice !== 'cpu') this.#search = this.search(choice, false);
  }

  private search(choice: Exclude<BackendChoice, 'cpu'>, isAgain: boolean): Search {
    const { cpu, activity, limits, model, decoder, notes, date } = this.parts;
    return new Search({
      ...{ choice, isAgain, notes, model, decoder, date },
      gpu: this.parts.gpu(),
      opener: this.#opener,
      trial: { cpu, activity, limits },
      onAdapter: (adapter) => (this.#adapter = adapter),
      onFacts: (facts) => {
        this.say(facts);
      },
      onFound: (engine, facts) => {
        this.found(engine, facts);
      },
    });
  }

  private found(engine: CoreEngine, facts: Facts): void {
    const keystrokeMs = facts.keystrokeMs?.webgpu ?? 0;
    this.router.use(engine, Math.max(this.parts.limits.leastAnswerMs, timeoutFactor * keystrokeMs));
    // The browser's name says more, where it gives one.
    if (this.#adapter?.name === '') this.#adapter.name = engine.device;
    this.say(facts);
  }

  private say(facts: Facts): void {
    if (this.#isDisposed) return;
    const isGpu = this.router.usesGpu;
    const adapter = this.#adapter?.name;
    this.#status = {
      ...facts,
      used: isGpu ? 'webgpu' : 'cpu',
      flavour: isGpu ? 'webgpu' : this.parts.cpu.flavour,
      threads: this.#threads,
      ...(adapter === undefined ? {} : { adapter }),
    };
    this.parts.onStatus(this.#status);
  }
}
