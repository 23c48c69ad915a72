import type { CoreEngine } from '../core.js';
import type { ForewordError } from '../errors.js';
import { exclusively } from '../locks.js';
import type { ModelSource } from '../types.js';
import { version } from '../version.js';
import { type Adapter, type Gpu, findAdapter } from './adapter.js';
import { examine } from './examine.js';
import type { GpuOpener } from './open.js';
import { reasonOfFailure } from './outcome.js';
import { BackendRecord, type NoteStore } from './record.js';
import { release } from './release.js';
import type { BackendChoice, BackendStatus } from './status.js';
import type { TrialParts } from './trial.js';

/** What a search finds out for the status. */
export type Facts = Omit<BackendStatus, 'used' | 'flavour' | 'adapter'>;

export interface SearchParts {
  choice: Exclude<BackendChoice, 'cpu'>;
  /** The remembered outcome is forgotten and the test made again. */
  isAgain: boolean;
  gpu: Gpu | undefined;
  notes: NoteStore;
  opener: GpuOpener;
  trial: Omit<TrialParts, 'signal'>;
  model: ModelSource;
  decoder?: ModelSource | undefined;
  /** Milliseconds since 1970. */
  date: () => number;
  onAdapter: (adapter: Adapter) => void;
  onFacts: (facts: Facts) => void;
  /** The engine is to be used from now on; called while no call is under way. */
  onFound: (engine: CoreEngine, facts: Facts) => void;
}

/** Looks for a graphics card in a pause, has it examined, and reports the outcome unless it was aborted. */
export class Search {
  /** Resolves when the search has ended; never rejects. */
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();
  #isTesting = false;

  constructor(private readonly parts: SearchParts) {
    this.ended = this.run();
  }

  /** Whether a test is under way, and not only a look at the remembered outcome. */
  get isTesting(): boolean {
    return this.#isTesting;
  }

  abort(reason: ForewordError): void {
    this.#abort.abort(reason);
  }

  private async run(): Promise<void> {
    const { gpu, model, decoder, trial, onAdapter, onFacts } = this.parts;
    const { signal } = this.#abort;
    try {
      await trial.activity.quiet(trial.limits.quietMs, signal);
      const found = await findAdapter(gpu);
      signal.throwIfAborted();
      if ('missing' in found) {
        onFacts({ reason: found.missing, message: 'message' in found ? found.message : undefined });
        return;
      }
      onAdapter(found.adapter);
      const key = JSON.stringify([version, model.sha256, decoder?.sha256 ?? '', ...found.adapter.identity]);
      // Two tabs that test at once would slow each other's graphics card. The second reads the first one's outcome.
      await exclusively(`foreword-backend-${key}`, () => this.examine(key));
    } catch (error) {
      if (!signal.aborted) onFacts(reasonOfFailure(error));
    } finally {
      this.#isTesting = false;
    }
  }

  private async examine(key: string): Promise<void> {
    const { choice, isAgain, notes, opener, date, onFacts, onFound } = this.parts;
    const { signal } = this.#abort;
    // The lock may have come late.
    signal.throwIfAborted();
    const trial: TrialParts = { ...this.parts.trial, signal };
    const record = new BackendRecord(notes, key);
    if (isAgain) await record.write(undefined);
    const onBegin = (remembered: boolean) => {
      this.#isTesting = !remembered;
      onFacts({ reason: 'testing', remembered });
    };
    const { outcome, at, isRemembered, engine } = await examine({
      choice,
      trial,
      opener,
      record,
      date,
      onBegin,
    });
    const facts: Facts = { ...outcome, testedAt: at, remembered: isRemembered };
    if (engine === undefined) {
      signal.throwIfAborted();
      onFacts(facts);
      return;
    }
    // A call that the processor has begun ends there; one that moved between two engines couldn't be cancelled.
    await trial.activity.whenIdle(() => {
      if (signal.aborted) release(engine);
      else onFound(engine, { ...facts, reason: choice === 'auto' ? 'faster' : 'chosen' });
    });
  }
}
