import type { Core, CoreEngine, CpuFlavour } from '../core.js';
import { ForewordError } from '../errors.js';
import { exclusively } from '../locks.js';
import { version } from '../version.js';
import type { Activity } from './activity.js';
import { type Adapter, type Gpu, findAdapter } from './adapter.js';
import { type Finding, examine } from './examine.js';
import { type Limits, patience } from './limits.js';
import { Notebook, type NoteStore } from './notebook.js';
import { GpuOpener, type GpuParts } from './open.js';
import { reasonOfFailure } from './outcome.js';
import { Router } from './router.js';
import type { BackendChoice, BackendStatus } from './status.js';
import type { TrialParts } from './trial.js';

/** What this room takes from its surroundings; tests replace any of it. */
export interface BackendSurroundings {
  gpu(): Gpu | undefined;
  notes: NoteStore;
  /** Milliseconds since 1970. */
  date: () => number;
  limits: Limits;
}

export interface BackendParts extends BackendSurroundings, Omit<GpuParts, 'url'> {
  cpu: { core: Core; engine: CoreEngine; flavour: CpuFlavour };
  activity: Activity;
  /** Address of the graphics card's WASM build, where a bundler moved it. */
  url: string | undefined;
  onStatus(status: BackendStatus): void;
}

/**
 * Decides what answers. The processor does at first; in a pause the graphics card is looked for, tested or recalled, and
 * takes over if it is right and faster. Once given up it stays so until {@link test} is called.
 */
export class Backends {
  readonly router: Router;
  #status: BackendStatus;
  /** The latest search for a graphics card. It never rejects. */
  #search: Promise<void> | undefined;
  /** Whether that search is in a test, not only in a look at what is remembered. */
  #isTesting = false;
  #adapter: Adapter | undefined;
  readonly #disposal = new AbortController();
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
    if (this.#search !== undefined) return;
    this.say({ reason: choice === 'cpu' ? 'chosen' : 'not-tested' });
    if (choice !== 'cpu') this.#search = this.search(choice, { isAgain: false });
  }

  /** Forgets what is remembered of this graphics card and tests it, unless a test is under way. */
  async test(choice: BackendChoice): Promise<BackendStatus> {
    if (choice === 'cpu') return this.#status;
    const wasTesting = this.#isTesting;
    await this.#search;
    if (!wasTesting) {
      this.router.leave(new ForewordError('cancelled', 'the graphics card is tested again'));
      this.#search = this.search(choice, { isAgain: true });
      await this.#search;
    }
    return this.#status;
  }

  dispose(): void {
    const reason = new ForewordError('disposed', 'the engine was disposed of');
    this.#disposal.abort(reason);
    this.router.leave(reason);
  }

  private async search(
    choice: Exclude<BackendChoice, 'cpu'>,
    { isAgain }: { isAgain: boolean },
  ): Promise<void> {
    const { activity, limits, model, decoder } = this.parts;
    const { signal } = this.#disposal;
    try {
      await activity.quiet(limits.quietMs, signal);
      const found = await findAdapter(this.parts.gpu());
      signal.throwIfAborted();
      if ('missing' in found) {
        this.say({ reason: found.missing, message: 'message' in found ? found.message : undefined });
        return;
      }
      this.#adapter = found.adapter;
      const key = JSON.stringify([version, model.sha256, decoder?.sha256 ?? '', ...found.adapter.identity]);
      // Two tabs that test at once would find each other's graphics card slow. The second recalls what the first found.
      await exclusively(`foreword-backend-${key}`, async () => {
        const notebook = new Notebook(this.parts.notes, key);
        if (isAgain) await notebook.write(undefined);
        await this.settle(choice, await this.examine(choice, notebook));
      });
    } catch (error) {
      if (!signal.aborted) this.say(reasonOfFailure(error));
    } finally {
      this.#isTesting = false;
    }
  }

  private examine(choice: Exclude<BackendChoice, 'cpu'>, notebook: Notebook): Promise<Finding> {
    const { cpu, activity, limits, date } = this.parts;
    const trial: TrialParts = { cpu, activity, limits, signal: this.#disposal.signal };
    return examine({
      choice,
      trial,
      opener: this.#opener,
      notebook,
      date,
      onBegin: (remembered) => {
        this.#isTesting = !remembered;
        this.say({ reason: 'testing', remembered });
      },
    });
  }

  private async settle(choice: BackendChoice, finding: Finding): Promise<void> {
    const { outcome, at: testedAt, isRemembered: remembered, engine } = finding;
    const facts = { ...outcome, testedAt, remembered };
    if (engine === undefined) {
      this.say(facts);
      return;
    }
    const { activity, limits } = this.parts;
    // What the processor has begun it finishes; a call between two engines couldn't be cancelled.
    do await activity.idle();
    while (!activity.isIdle);
    const answerMs = Math.max(limits.leastAnswerMs, patience * (outcome.keystrokeMs?.webgpu ?? 0));
    this.router.use(engine, answerMs);
    // The browser's name says more, where it gives one.
    if (this.#adapter?.name === '') this.#adapter.name = engine.device;
    this.say({ ...facts, reason: choice === 'auto' ? 'faster' : 'chosen' });
    if (this.#disposal.signal.aborted) this.dispose();
  }

  private say(facts: Omit<BackendStatus, 'used' | 'flavour' | 'adapter'>): void {
    const isGpu = this.router.usesGpu;
    const adapter = this.#adapter?.name;
    this.#status = {
      ...facts,
      used: isGpu ? 'webgpu' : 'cpu',
      flavour: isGpu ? 'webgpu' : this.parts.cpu.flavour,
      ...(adapter === undefined ? {} : { adapter }),
    };
    if (!this.#disposal.signal.aborted) this.parts.onStatus(this.#status);
  }
}
