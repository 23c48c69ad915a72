import type { CoreEngine } from '../core.js';
import { giveWay } from './activity.js';
import { attemptsAllowed } from './limits.js';
import type { Note, Notebook } from './notebook.js';
import { type GpuOpener, release } from './open.js';
import { type Outcome, agrees, outcomeOf, reasonOfFailure } from './outcome.js';
import type { BackendChoice } from './status.js';
import { type TrialParts, compare } from './trial.js';
import { within } from './within.js';

/** What is known of a graphics card in the end. */
export interface Finding {
  outcome: Outcome;
  /** When it was tested, in milliseconds since 1970. */
  at: number;
  isRemembered: boolean;
  /** Loaded and compiled, if it is to be used. */
  engine?: CoreEngine;
}

export interface Examination {
  choice: Exclude<BackendChoice, 'cpu'>;
  trial: TrialParts;
  opener: GpuOpener;
  notebook: Notebook;
  /** Milliseconds since 1970. */
  date: () => number;
  /** Loading has begun; with it a test, or only a look whether what is remembered still holds. */
  onBegin(isRemembered: boolean): void;
}

/** Tests the graphics card, or recalls how that went, and loads the engine if it is to be used. */
export async function examine(examination: Examination): Promise<Finding> {
  const note = await examination.notebook.read();
  examination.trial.signal.throwIfAborted();
  if (note?.state !== 'tested') return test(examination, note);
  const { outcome, at } = note;
  if (isWanted(outcome, examination.choice)) return recall(examination, { outcome, at });
  return { outcome, at, isRemembered: true };
}

/** Whether the graphics card is used after such a test: it must be right, and faster unless it was asked for by name. */
function isWanted({ reason }: Outcome, choice: BackendChoice): boolean {
  return reason === 'faster' || (choice === 'webgpu' && reason === 'slower');
}

async function test(examination: Examination, note: Note | undefined): Promise<Finding> {
  const { choice, trial, notebook, date } = examination;
  const done = async (outcome: Outcome): Promise<Finding> => {
    const at = date();
    await notebook.write({ state: 'tested', at, outcome });
    return { outcome, at, isRemembered: false };
  };
  const attempts = note?.state === 'testing' ? note.attempts : 0;
  if (attempts >= attemptsAllowed) {
    return done({ reason: 'crashed', message: `the test did not end, ${attempts} times` });
  }
  await notebook.write({ state: 'testing', attempts: attempts + 1 });
  examination.onBegin(false);
  let engine: CoreEngine | undefined;
  try {
    engine = await opened(examination);
    const contexts = trial.cpu.core.selfTestContexts();
    let outcome = outcomeOf(await compare(trial, engine, { contexts, isPatient: false }));
    // Given up as too slow before anything was compared; who wants it all the same wants it right.
    const isOpen = outcome.mostApart === undefined && isWanted(outcome, choice);
    if (isOpen) outcome = { ...outcome, ...(await comparedOnce(trial, engine)) };
    const finding = await done(outcome);
    if (isWanted(finding.outcome, choice)) return { ...finding, engine };
    release(engine);
    return finding;
  } catch (error) {
    if (engine !== undefined) release(engine);
    const { reason, message } = reasonOfFailure(error);
    if (reason === 'unsupported') return done({ reason, message });
    // What has nothing to do with the graphics card is no attempt; all else stays one, and is tried once more.
    if (trial.signal.aborted || reason === 'not-tested') await notebook.write(note);
    throw error;
  }
}

/** What one context says of how right the graphics card is, however slow. */
async function comparedOnce(trial: TrialParts, engine: CoreEngine): Promise<Partial<Outcome>> {
  const contexts = trial.cpu.core.selfTestContexts().slice(0, 1);
  const verdict = await compare(trial, engine, { contexts, isPatient: true });
  const { mostApart, message } = outcomeOf(verdict);
  return agrees(verdict) ? { mostApart } : { reason: 'wrong', mostApart, message };
}

/** Loads what was found faster before. It is timed no more, but must still compute the same. */
async function recall(examination: Examination, known: { outcome: Outcome; at: number }): Promise<Finding> {
  const { trial, notebook, date } = examination;
  examination.onBegin(true);
  const engine = await opened(examination);
  try {
    const compared = await comparedOnce(trial, engine);
    const outcome = { ...known.outcome, ...compared };
    if (compared.reason === undefined) return { at: known.at, outcome, isRemembered: true, engine };
    const at = date();
    await notebook.write({ state: 'tested', at, outcome });
    release(engine);
    return { outcome, at, isRemembered: false };
  } catch (error) {
    release(engine);
    throw error;
  }
}

async function opened({ opener, trial }: Examination): Promise<CoreEngine> {
  const { activity, signal, limits } = trial;
  const opening = opener.open(() => giveWay(activity, signal));
  try {
    return await within(limits.testMs, opening, signal);
  } catch (error) {
    // Nobody waits for it any more.
    opening.then(release, () => undefined);
    throw error;
  }
}
