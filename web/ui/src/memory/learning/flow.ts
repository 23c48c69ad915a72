import type {
  FileOwner,
  FileReader,
  FileSurvey,
  FoundMessage,
  ProfileAccess,
} from '../../contracts/index.js';
import { errorText, isAbort } from '../../text/errors.js';
import type { StoredValue } from '../../storage/index.js';
import { type LearnResult, type LearnState, type Unfinished, isSame, unfinishedFrom } from './state.js';

export interface FlowParts {
  reader: FileReader;
  profile: Pick<ProfileAccess, 'learn'>;
  /** Where an interrupted time is kept. */
  unfinished: StoredValue;
}

/** Messages between two notes of how far it is. */
const noteEvery = 50;

/**
 * Learning from files: looking what they are, asking whose words are wanted, reading, showing what was found, and
 * learning it once the person says so. Until then nothing is kept. Every step can be left.
 */
export class LearnFlow {
  #state: LearnState = { step: 'choose' };
  #ending = new AbortController();
  #files: readonly File[] = [];
  #unfinished: Unfinished | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly parts: FlowParts) {}

  get state(): LearnState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins, perhaps where it was interrupted. */
  async start(): Promise<void> {
    this.#unfinished = unfinishedFrom(await this.parts.unfinished.read());
    if (this.#state.step === 'choose') this.set({ step: 'choose', unfinished: this.#unfinished });
  }

  /** Looks into files. */
  async look(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    this.#files = files;
    this.set({ step: 'looking', progress: undefined });
    await this.attempt(async (signal) => {
      const survey = await this.parts.reader.survey(files, {
        signal,
        onProgress: (progress) => {
          if (!signal.aborted) this.set({ step: 'looking', progress });
        },
      });
      signal.throwIfAborted();
      if (survey.files.length === 0) {
        this.choose(unreadableText(survey));
        return;
      }
      if (survey.writers.length > 0) this.set({ step: 'who', survey });
      else await this.readAll(survey, 'everyone', signal);
    });
  }

  /** Reads the words of one person, or of all. */
  async read(survey: FileSurvey, owner: FileOwner): Promise<void> {
    await this.attempt((signal) => this.readAll(survey, owner, signal));
  }

  /** Learns what was found. */
  async learn(messages: readonly FoundMessage[], before = 0): Promise<void> {
    const total = messages.length;
    const result: LearnResult = { learned: 0, known: 0, refused: 0, left: total - before };
    const signal = this.renew();
    let done = before;
    const note = () => this.note(done, total);
    try {
      for (const { text, kind, date } of messages.slice(before)) {
        if (signal.aborted) break;
        if (done % noteEvery === 0) await note();
        this.set({ step: 'learning', done, total });
        const { id, notLearned } = await this.parts.profile.learn({ text, kind, date, unlessKnown: true });
        if (id !== undefined) result.learned += 1;
        else if (notLearned === 'known') result.known += 1;
        else if (notLearned === 'off')
          throw new Error('learning is paused; switch it on under Memory, then go on');
        else result.refused += 1;
        done += 1;
        result.left = total - done;
      }
      await (done === total ? this.forgetUnfinished() : note());
      this.set({ step: 'done', result });
    } catch (error) {
      await note();
      this.set({ step: 'done', result, problem: errorText(error) });
    }
  }

  /** Leaves the step: what was learned stays, and nothing else is kept. */
  stop(): void {
    this.#ending.abort(new DOMException('stopped', 'AbortError'));
    if (this.#state.step !== 'learning' && this.#state.step !== 'done') this.choose();
  }

  /** Back to the beginning. */
  choose(problem?: string): void {
    this.set({ step: 'choose', problem, unfinished: this.#unfinished });
  }

  /** Doesn't offer to go on with the interrupted time any more. */
  async forgetUnfinished(): Promise<void> {
    this.#unfinished = undefined;
    await this.parts.unfinished.write(null).catch(() => undefined);
    if (this.#state.step === 'choose') this.choose();
  }

  private async readAll(survey: FileSurvey, owner: FileOwner, signal: AbortSignal): Promise<void> {
    this.set({ step: 'reading', progress: undefined });
    const found = await this.parts.reader.read(this.#files, {
      owner,
      endings: survey.endings,
      signal,
      onProgress: (progress) => {
        if (!signal.aborted) this.set({ step: 'reading', progress });
      },
    });
    signal.throwIfAborted();
    const before =
      this.#unfinished !== undefined &&
      isSame(this.#unfinished, this.#files) &&
      this.#unfinished.total === found.messages.length
        ? this.#unfinished.learned
        : 0;
    this.set({ step: 'preview', preview: { survey, found, before } });
  }

  private async attempt(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const signal = this.renew();
    try {
      await task(signal);
    } catch (error) {
      // Whoever stopped it has gone on already.
      if (!signal.aborted && !isAbort(error)) this.choose(fileError(error));
    }
  }

  private renew(): AbortSignal {
    this.#ending.abort(new DOMException('begun anew', 'AbortError'));
    this.#ending = new AbortController();
    return this.#ending.signal;
  }

  /** Keeps how far it is. That it can't be kept is no reason to stop. */
  private async note(learned: number, total: number): Promise<void> {
    const files = this.#files.map(({ name, size }) => ({ name, bytes: size }));
    this.#unfinished = { files, learned, total };
    await this.parts.unfinished.write(this.#unfinished).catch(() => undefined);
  }

  private set(state: LearnState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Why none of the files can be read. */
function unreadableText({ unreadable }: FileSurvey): string {
  const [first, ...more] = unreadable;
  if (first === undefined) return 'There is nothing to read in these files.';
  const others = more.length === 0 ? '' : ` The other ${more.length} can’t be read either.`;
  return `${first.name} can’t be read: ${first.because}.${others}`;
}

function fileError(error: unknown): string {
  const isGone = error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name);
  return isGone
    ? 'A file can’t be read any more, perhaps since it was moved or changed. Choose the files again. Nothing was kept.'
    : `${errorText(error)} Nothing was kept.`;
}
