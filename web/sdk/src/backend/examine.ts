import type { CoreEngine, Verdict } from '../core.js';
import { giveWay } from './activity.js';
import { attemptsAllowed } from './limits.js';
import type { Note, Notebook } from './notebook.js';
import { type GpuOpener, release } from './open.js';
import { type Outcome, outcomeOf, reasonOfFailure } from './outcome.js';
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
  const remembered = note?.state === 'tested' ? note : undefined;
  const reason = remembered?.outcome.reason;
  const isUnfit = reason === 'wrong' || reason === 'unsupported';
  if (examination.choice === 'webgpu' && !isUnfit) return insist(examination);
  if (remembered === undefined) return test(examination, note);
  const { outcome, at } = remembered;
  if (reason === 'faster') return recall(examination, { outcome, at });
  return { outcome, at, isRemembered: true };
}

async function test(examination: Examination, note: Note | undefined): Promise<Finding> {
  const { trial, notebook, date } = examination;
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
    const verdict = await compare(trial, engine, { contexts, isPatient: false });
    const finding = await done(outcomeOf(verdict));
    if (finding.outcome.reason === 'faster') return { ...finding, engine };
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

/** Loads it however slow it is, if what it computes is right. Measurements leave nothing behind that others go by. */
async function insist(examination: Examination): Promise<Finding> {
  examination.onBegin(false);
  const { engine, verdict } = await openedAndCompared(examination);
  const finding = { outcome: outcomeOf(verdict), at: examination.date(), isRemembered: false };
  if (verdict.scoresAgree) return { ...finding, engine };
  release(engine);
  return { ...finding, outcome: { ...finding.outcome, reason: 'wrong' } };
}

/** Loads what was found faster before. It is timed no more, but must still compute the same. */
async function recall(examination: Examination, known: { outcome: Outcome; at: number }): Promise<Finding> {
  examination.onBegin(true);
  const { engine, verdict } = await openedAndCompared(examination);
  if (verdict.scoresAgree) return { ...known, isRemembered: true, engine };
  release(engine);
  const outcome: Outcome = { ...outcomeOf(verdict), reason: 'wrong' };
  const at = examination.date();
  await examination.notebook.write({ state: 'tested', at, outcome });
  return { outcome, at, isRemembered: false };
}

/** An engine, and what one context says of how right it is. */
async function openedAndCompared(
  examination: Examination,
): Promise<{ engine: CoreEngine; verdict: Verdict }> {
  const { trial } = examination;
  const engine = await opened(examination);
  try {
    const contexts = trial.cpu.core.selfTestContexts().slice(0, 1);
    return { engine, verdict: await compare(trial, engine, { contexts, isPatient: true }) };
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
