import { expect, it } from 'vitest';
import { summaryOf } from '../typing/keys-summary.mjs';
import { outcomes } from '../typing/paint.mjs';

const key = (at, length, isTaken = false) => ({ at, length, isTaken });
const ghost = (written, length, text) => ({ ghost: text, length, written, painted: written + 4 });
const answer = (at) => ({
  ms: 20,
  at,
  isAnswer: true,
  isReduced: at > 200,
  timingMs: { encode: 5, decode: 10, verify: at > 200 ? 0 : 4 },
});

const noted = {
  keys: [key(0, 1), key(100, 2), key(200, 3), key(300, 4), key(400, 5)],
  ghosts: [
    ghost(30, 1, 'hank you'),
    ghost(105, 2, 'ank you'),
    ghost(202, 3, ''),
    ghost(290, 3, 'other'),
    ghost(302, 4, ''),
    ghost(410, 4, 'late'),
    ghost(412, 5, ''),
  ],
  longTasks: [],
};
const questions = [answer(30), answer(220)];

it('of each key it is known what became of it', () => {
  expect(outcomes(noted, questions)).toEqual([
    { isTaken: false, kind: 'fresh', ms: 34, heldMs: 0 },
    { isTaken: false, kind: 'kept', ms: 9 },
    { isTaken: false, kind: 'fresh', ms: 94, heldMs: 70 },
    { isTaken: false, kind: 'late', ms: 114 },
    { isTaken: false, kind: 'none' },
  ]);
});

it('ghosts that waited on purpose are told from those that came as soon as they could', () => {
  const run = {
    keys: outcomes(noted, questions),
    questions,
    slips: [0, 0, 3],
    taskMs: 50,
    workMs: 100,
    letters: 5,
  };
  const bare = { ...run, taskMs: 10, workMs: 20, longTasks: [] };
  const summary = summaryOf({ ...run, longTasks: [60] }, bare, 1);
  expect(summary).toMatchObject({
    keys: 5,
    held: 1,
    late: 1,
    nothing: 1,
    onScreenBeforeNextKey: 0.6,
    fresh: { count: 2 },
    prompt: { count: 2, p95: 34 },
    questions: { asked: 2, overtaken: 0, reduced: 1 },
    engineMs: { read: { count: 2 }, verify: { count: 1, p50: 4 } },
    taskMsPerKey: { with: 10, without: 2, ours: 8 },
    longTasks: { with: 1, without: 0, longest: 60 },
  });
  // On a browser that is slowed down drawing takes longer, too.
  expect(summaryOf({ ...run, longTasks: [] }, bare, 14).held).toBe(0);
});
