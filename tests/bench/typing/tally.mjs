import { firstWordOf, fits } from './person.mjs';

/** A ghost that stood for a shorter time can't have been read. */
const briefMs = 150;

/** So long after the last key a person who pauses looks up. */
const lookMs = 300;

/**
 * What a log of states says of the ghosts in it.
 *
 * @param {object} typed
 * @param {string} typed.text - What was written.
 * @param {{ at: number, length: number, ghost: string }[]} typed.log - Each state of the page: since when, in milliseconds,
 *   how much of the text stood there, and the ghost after it.
 * @param {{ at: number, saved: number }[]} typed.taken - When what was taken, and how many keys it saved.
 */
export function tallyOf({ text, log, taken }) {
  const counts = {
    appearances: 0,
    disappearances: 0,
    exchanges: 0,
    swapsUnderUnchangedText: 0,
    growths: 0,
    fulfilled: 0,
    endedByTaking: 0,
  };
  const ghosts = [];
  let before = { at: 0, length: 0, ghost: '' };
  const begin = (state) =>
    ghosts.push({ at: state.at, length: state.length, text: state.ghost, until: undefined });
  const end = (at) => {
    const last = ghosts.at(-1);
    if (last !== undefined) last.until ??= at;
  };
  for (const state of log) {
    const typed = text.slice(before.length, state.length);
    const fitted = before.ghost.startsWith(typed);
    const expected = fitted ? before.ghost.slice(typed.length) : '';
    const isTaken = taken.some(({ at }) => at > before.at && at <= state.at);
    if (before.ghost === '' && state.ghost !== '') {
      counts.appearances += 1;
      begin(state);
    } else if (before.ghost !== '' && state.ghost === '') {
      counts.disappearances += 1;
      if (isTaken) counts.endedByTaking += 1;
      else if (fitted && expected.trim() === '' && typed !== '') counts.fulfilled += 1;
      end(state.at);
    } else if (state.ghost !== expected) {
      if (expected !== '' && state.ghost.startsWith(expected)) {
        counts.growths += 1;
      } else {
        // A ghost that was written or taken to its end makes room for the next one; any other is exchanged.
        if (!(fitted && expected.trim() === '') && !isTaken) counts.exchanges += 1;
        if (state.length === before.length) counts.swapsUnderUnchangedText += 1;
        end(state.at);
        begin(state);
      }
    }
    before = state;
  }
  return { counts, ghosts: ghosts.map((ghost) => judged(ghost, text)) };
}

function judged({ at, length, text: ghost, until }, text) {
  const rest = text.slice(length);
  return {
    length,
    before: text.slice(Math.max(0, length - 40), length),
    ghost,
    next: rest.slice(0, ghost.length + 10),
    ms: until === undefined ? undefined : Math.round(until - at),
    isFirstWordRight: fits(firstWordOf(ghost), rest),
    isWholeRight: fits(ghost, rest),
  };
}

/**
 * Of the pauses of a trace: how many had a ghost {@link lookMs} after the last key, and how many before the next one.
 *
 * @param {{ at: number, length: number, ghost: string }[]} log
 * @param {{ at: number, length: number, ms: number }[]} pauses - From the last key on.
 */
export function pausesOf(log, pauses) {
  const stateAt = (at) => log.findLast((state) => state.at <= at)?.ghost ?? '';
  const real = pauses.filter(({ ms }) => ms > lookMs);
  const share = (count) => (real.length === 0 ? undefined : round(count / real.length));
  return {
    pauses: real.length,
    withGhostSoon: share(real.filter(({ at }) => stateAt(at + lookMs) !== '').length),
    withGhostAtEnd: share(real.filter(({ at, ms }) => stateAt(at + ms - 1) !== '').length),
  };
}

/** The figures of several texts together. */
export function summaryOf(runs) {
  const sum = (value) => runs.reduce((total, run) => total + value(run), 0);
  const letters = sum(({ letters: count }) => count);
  const ghosts = runs.flatMap(({ ghosts: all }) => all);
  const per100 = (value) => round((100 * sum(value)) / letters);
  const percent = (count, of) => round((100 * count) / Math.max(1, of));
  return {
    letters,
    keys: sum(({ keys }) => keys),
    saved: percent(letters - sum(({ keys }) => keys), letters),
    takes: sum(({ takes }) => takes),
    ghosts: ghosts.length,
    firstWordRight: percent(ghosts.filter((ghost) => ghost.isFirstWordRight).length, ghosts.length),
    wholeRight: percent(ghosts.filter((ghost) => ghost.isWholeRight).length, ghosts.length),
    brief: ghosts.filter(({ ms }) => ms !== undefined && ms < briefMs).length,
    per100Letters: {
      appearances: per100(({ counts }) => counts.appearances),
      disappearances: per100(({ counts }) => counts.disappearances),
      endedByTaking: per100(({ counts }) => counts.endedByTaking),
      exchanges: per100(({ counts }) => counts.exchanges),
      growths: per100(({ counts }) => counts.growths),
    },
    swapsUnderUnchangedText: sum(({ counts }) => counts.swapsUnderUnchangedText),
    pauses: {
      count: sum(({ pauses }) => pauses.pauses),
      withGhostSoon: mean(runs, 'withGhostSoon'),
      withGhostAtEnd: mean(runs, 'withGhostAtEnd'),
    },
  };
}

/** Each text's share, weighed by its pauses. */
function mean(runs, name) {
  const all = runs.reduce((total, { pauses }) => total + pauses.pauses, 0);
  return round(runs.reduce((total, { pauses }) => total + pauses.pauses * (pauses[name] ?? 0), 0) / all);
}

function round(value) {
  return Math.round(100 * value) / 100;
}
