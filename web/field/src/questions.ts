import type { Completion, Depth, PlainCompleteOptions } from 'foreword';
import type { FieldSession } from './fitting.js';
import type { Surroundings } from './offer.js';
import { Pause } from './pause.js';
import type { PhaseKeeper } from './phase.js';

export interface QuestionOptions {
  session: Pick<FieldSession, 'complete'>;
  phases: PhaseKeeper;
  /** How drafts are asked for. `drafts` is also how many make a new question unnecessary. */
  complete: PlainCompleteOptions & { drafts: number };
  /** Whether the engine may look ahead, where `complete` wants it. */
  mayForesee: () => boolean;
  /** Runs `run` before the next frame is drawn; returns what takes it back. */
  nextFrame: (run: () => void) => () => void;
  /** The engine answered a question for the text `around` the caret, which is still the text. */
  onAnswer: (around: Surroundings, completion: Completion) => void;
  /** Drafts were written again in a pause. */
  onSecondLook: (around: Surroundings, completion: Completion) => void;
  /** The question failed, and nothing is asked any more. */
  onError: (error: unknown) => void;
}

/** The one question that a field has at a time: drafts for the text as it is, or better ones in a pause. */
export class Questions {
  readonly #pause: Pause;
  #question: { around: Surroundings; abort: AbortController } | undefined;

  constructor(private readonly options: QuestionOptions) {
    this.#pause = new Pause((isBusy) => {
      options.phases.isPausing = isBusy;
    });
  }

  /** Asks within a frame for drafts, instead of what was asked before. The same question again goes on. */
  ask(around: Surroundings): void {
    this.endPause();
    if (isSame(this.#question?.around, around)) return;
    this.cancel();
    const abort = new AbortController();
    this.#question = { around, abort };
    this.options.phases.isAsking = true;
    const takeBack = this.options.nextFrame(() => void this.answer(around, abort.signal));
    abort.signal.addEventListener('abort', takeBack);
  }

  /** Has drafts written again at that depth once the person has paused, without a budget: there is time then. */
  lookAgain(around: Surroundings, depth: Depth | undefined): void {
    this.#pause.plan((signal) => this.improve(around, depth, signal));
  }

  /** The person goes on: what the pause was to be used for is given up. */
  endPause(): void {
    this.#pause.end();
  }

  /** Gives up everything that is asked or planned. */
  cancel(): void {
    this.endPause();
    this.#question?.abort.abort();
    this.#question = undefined;
    this.options.phases.isAsking = false;
  }

  private get hasQuestion(): boolean {
    return this.#question !== undefined;
  }

  private async answer(around: Surroundings, signal: AbortSignal): Promise<void> {
    const { complete, mayForesee } = this.options;
    const foresee = complete.foresee === true && mayForesee();
    const completion = await this.complete(around, { ...complete, foresee, signal });
    if (completion === undefined) return;
    // The phase must not be idle in between: the answer may lead to a second look.
    this.#question = undefined;
    this.options.onAnswer(around, completion);
    this.options.phases.isAsking = this.hasQuestion;
  }

  private async improve(around: Surroundings, depth: Depth | undefined, signal: AbortSignal): Promise<void> {
    const completion = await this.complete(around, {
      ...this.options.complete,
      depth,
      budgetMs: undefined,
      foresee: false,
      signal,
    });
    if (completion !== undefined) this.options.onSecondLook(around, completion);
  }

  /** The answer; none if it was given up meanwhile, overtaken in its session, or failed. */
  private async complete(
    around: Surroundings,
    asked: PlainCompleteOptions & { signal: AbortSignal },
  ): Promise<Completion | undefined> {
    try {
      const completion = await this.options.session.complete(around, asked);
      return asked.signal.aborted ? undefined : completion;
    } catch (error) {
      if (asked.signal.aborted) return undefined;
      this.cancel();
      const isOvertaken = error instanceof DOMException && error.name === 'AbortError';
      if (!isOvertaken) this.options.onError(error);
      return undefined;
    }
  }
}

function isSame(one: Surroundings | undefined, other: Surroundings): boolean {
  return one?.before === other.before && one.after === other.after;
}
