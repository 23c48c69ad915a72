import { quantile } from '../summary.mjs';

/**
 * The figures of one run of `keys.mjs`.
 *
 * @param {object} own - What was noted while texts were typed with drafts.
 * @param {object} bare - The same without.
 * @param {number} slow - The factor by which the browser was slowed down.
 */
export function summaryOf(own, bare, slow) {
  const of = (kind) => own.keys.filter((key) => key.kind === kind).map(({ ms }) => ms);
  // Drafts that may appear at once do so in the task in which they come.
  const isHeld = ({ kind, heldMs }) => kind === 'fresh' && heldMs > 5 + 5 * slow;
  const times = (list) => ({
    count: list.length,
    p50: rounded(quantile(list, 0.5)),
    p95: rounded(quantile(list, 0.95)),
  });
  const isShown = ({ kind }) => kind === 'fresh' || kind === 'kept';
  const [taken, typed] = [true, false].map((isTaken) => own.keys.filter((key) => key.isTaken === isTaken));
  const answers = own.questions.filter(({ isAnswer }) => isAnswer);
  const shown = own.keys.filter(isShown);
  const perKey = (run) => run.taskMs / run.keys.length;
  return {
    keys: own.keys.length,
    fresh: times(of('fresh')),
    kept: times(of('kept')),
    /** Of the fresh ones those that waited on purpose, and all that didn't, new or kept. */
    held: shown.filter(isHeld).length,
    prompt: times(shown.filter((key) => !isHeld(key)).map(({ ms }) => ms)),
    late: of('late').length,
    nothing: own.keys.filter(({ kind }) => kind === 'none').length,
    /** A question that a newer key overtook gets no answer, and none is painted for it. */
    questions: {
      asked: own.questions.length,
      overtaken: own.questions.length - answers.length,
      answers: times(answers.map(({ ms }) => ms)),
      /** Less was done than was asked for, within the budget. */
      reduced: answers.filter(({ isReduced }) => isReduced).length,
    },
    engineMs: {
      read: times(answers.map(({ timingMs }) => timingMs.encode)),
      write: times(answers.map(({ timingMs }) => timingMs.decode)),
      verify: times(
        answers.filter(({ timingMs }) => timingMs.verify > 0.1).map(({ timingMs }) => timingMs.verify),
      ),
    },
    onScreenBeforeNextKey: rounded(shown.length / own.keys.length),
    /** Drafts or words of them that were taken, the next ones after that, and those after the first space typed. */
    taken: {
      count: taken.length,
      shown: taken.filter(isShown).length,
      ...times(taken.filter(isShown).map(({ ms }) => ms)),
    },
    typed: typed.length,
    taskMsPerKey: {
      with: rounded(perKey(own)),
      without: rounded(perKey(bare)),
      ours: rounded(perKey(own) - perKey(bare)),
    },
    /** Of all threads, for each letter that was to be written, whether it was typed or taken. */
    workMsPerLetter: {
      with: rounded(own.workMs / own.letters),
      without: rounded(bare.workMs / bare.letters),
    },
    longTasks: {
      with: own.longTasks.length,
      without: bare.longTasks.length,
      longest: rounded(Math.max(0, ...own.longTasks)),
    },
    /** So much later than the trace has them keys were pressed. */
    slipMs: times(own.slips),
  };
}

function rounded(number) {
  return number === undefined ? undefined : Math.round(100 * number) / 100;
}
