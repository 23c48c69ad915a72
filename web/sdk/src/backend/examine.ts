import type { CoreEngine, Verdict } from '../core.js';
import { giveWay } from './activity.js';
import { attemptsAllowed } from './limits.js';
import type { BackendRecord, Note } from './record.js';
import type { GpuOpener } from './open.js';
import { type Outcome, outcomeOf, reasonOfFailure } from './outcome.js';
import { release } from './release.js';
import type { BackendChoice } from './status.js';
import { type TrialParts, compare } from './trial.js';
import { withTimeout } from './timeout.js';

/** Result of an examination. */
export interface Finding {
  outcome: Outcome;
  /** When it was tested, in milliseconds since 1970. */
  at: number;
  isRemembered: boolean;
  /** Loaded and compiled; present if it is to be used. */
  engine?: CoreEngine;
}

export interface Examination {
  choice: Exclude<BackendChoice, 'cpu'>;
  trial: TrialParts;
  opener: GpuOpener;
  record: BackendRecord;
  /** Milliseconds since 1970. */
  date: () => number;
  /** Loading has begun: for a test, or only to see whether the remembered outcome still holds. */
  onBegin(isRemembered: boolean): void;
}

/** Tests the graphics card or reads the remembered outcome, and loads the engine if it is to be used. */
export async function examine(examination: Examination): Promise<Finding> {
  const note = await examination.record.read();
  examination.trial.signal.throwIfAborted();
  const remembered = note?.state === 'tested' ? note : undefined;
  const reason = remembered?.outcome.reason;
  const isUnfit = reason === 'wrong' || reason === 'unsupported';
  if (examination.choice === 'webgpu' && !isUnfit) return loadForced(examination);
  if (remembered === undefined) return runTest(examination, note);
  const { outcome, at } = remembered;
  if (reason === 'faster') return loadRemembered(examination, { outcome, at });
  return { outcome, at, isRemembered: true };
}

async function runTest(examination: Examination, note: Note | undefined): Promise<Finding> {
  const { trial, record, date } = examination;
  const done = async (outcome: Outcome): Promise<Finding> => {
    const at = date();
    await record.write({ state: 'tested', at, outcome });
    return { outcome, at, isRemembered: false };
  };
  const attempts = note?.state === 'testing' ? note.attempts : 0;
  if (attempts >= attemptsAllowed) {
    return done({ reason: 'crashed', message: `the test did not end, ${attempts} times` });
  }
  await record.write({ state: 'testing', attempts: attempts + 1 });
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
    // A failure that the graphics card didn't cause is no attempt. Any other is, and there is one more.
    if (trial.signal.aborted || reason === 'not-tested') await record.write(note);
    throw error;
  }
}

/**
 * Loads the engine however slow it is, if its numbers are right. Nothing is remembered: the choice was for measuring.
 */
async function loadForced(examination: Examination): Promise<Finding> {
  examination.onBegin(false);
  const { engine, verdict } = await openedAndCompared(examination);
  const finding = { outcome: outcomeOf(verdict), at: examination.date(), isRemembered: false };
  if (verdict.scoresAgree) return { ...finding, engine };
  release(engine);
  return { ...finding, outcome: { ...finding.outcome, reason: 'wrong' } };
}

/** Loads an engine that was found faster before. It isn't timed again, but its numbers must still be right. */
async function loadRemembered(
  examination: Examination,
  known: { outcome: Outcome; at: number },
): Promise<Finding> {
  examination.onBegin(true);
  const { engine, verdict } = await openedAndCompared(examination);
  if (verdict.scoresAgree) return { ...known, isRemembered: true, engine };
  release(engine);
  const outcome: Outcome = { ...outcomeOf(verdict), reason: 'wrong' };
  const at = examination.date();
  await examination.record.write({ state: 'tested', at, outcome });
  return { outcome, at, isRemembered: false };
}

/** Loads an engine and compares its numbers after one context. */
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
    return await withTimeout(limits.testMs, opening, signal);
  } catch (error) {
    // It may still open; then it is of no use.
    opening.then(release, () => undefined);
    throw error;
  }
}
