/* global document, MutationObserver, requestAnimationFrame */
/**
 * Runs in the page. Notes when a key came, and when a frame with another ghost was handed to the screen: the message
 * after an animation frame comes when that frame's layout and paint are done. Its own work is a look at one element.
 */
export function watchPaint() {
  const field = document.querySelector('textarea');
  const [keys, ghosts, longTasks] = [[], [], []];
  const ghostNow = () => {
    const frame = document.querySelector('foreword-overlay')?.shadowRoot?.querySelector('.frame');
    return frame?.hidden === false ? (frame.querySelector('.ghost')?.textContent ?? '') : '';
  };
  const isTaking = ({ key, ctrlKey }) => key === 'Tab' || (key === 'ArrowRight' && ctrlKey);
  const afterPaint = (task) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => task(performance.now());
      channel.port2.postMessage(0);
    });
  const note = () => {
    const seen = { ghost: ghostNow(), length: field.textLength };
    const last = ghosts.at(-1);
    if (last?.ghost === seen.ghost && last.length === seen.length) return;
    const entry = { ...seen, written: performance.now(), painted: undefined };
    ghosts.push(entry);
    afterPaint((at) => (entry.painted = at));
  };
  field.addEventListener(
    'keydown',
    ({ timeStamp, key, ctrlKey }) => {
      const entry = { at: timeStamp, length: field.textLength + 1, isTaken: isTaking({ key, ctrlKey }) };
      if (key.length === 1 || key === 'Enter' || entry.isTaken) keys.push(entry);
      // What is taken is in the field once the key was handled.
      if (entry.isTaken) setTimeout(() => (entry.length = field.textLength));
    },
    true,
  );
  const observer = new MutationObserver(note);
  const attach = () => {
    const root = document.querySelector('foreword-overlay')?.shadowRoot;
    if (!root) return false;
    observer.observe(root, { childList: true, subtree: true, characterData: true, attributes: true });
    return true;
  };
  // The overlay comes with the focus.
  if (!attach())
    new MutationObserver((_, own) => attach() && own.disconnect()).observe(document.documentElement, {
      childList: true,
    });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask' });
  globalThis.paint = {
    /** What was noted since the last time. */
    take: () => ({ keys: keys.splice(0), ghosts: ghosts.splice(0), longTasks: longTasks.splice(0) }),
    /** The ghost, if it has stood at its place for so many milliseconds, letters that were typed into it included. */
    stood: (least) => {
      const now = ghosts.at(-1);
      let since = now;
      for (const before of ghosts.toReversed()) {
        const typed = (now?.length ?? 0) - before.length;
        if (before.ghost.slice(typed) !== now?.ghost || typed < 0) break;
        since = before;
      }
      return now !== undefined && performance.now() - (since.painted ?? Infinity) >= least ? now.ghost : '';
    },
  };
}

/** Runs before the page's scripts: notes what the engine's worker is asked for, and how each question ends. */
export function watchWorker() {
  const Own = globalThis.Worker;
  const asked = new Map();
  let ended = [];
  const answerOf = ({ kind, value }) =>
    kind === 'return' && {
      isReduced: value.isReduced === true,
      drafts: value.drafts.length,
      timingMs: value.timingMs,
    };
  globalThis.Worker = class extends Own {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        const at = asked.get(data?.id);
        if (at === undefined || (data.kind !== 'return' && data.kind !== 'throw')) return;
        asked.delete(data.id);
        const now = performance.now();
        ended.push({ ms: now - at, at: now, isAnswer: data.kind === 'return', ...answerOf(data) });
      });
    }

    postMessage(message, ...rest) {
      if (message?.kind === 'complete') asked.set(message.id, performance.now());
      super.postMessage(message, ...rest);
    }
  };
  globalThis.questions = {
    take: () => {
      const all = ended;
      ended = [];
      return all;
    },
  };
}

/**
 * What became of each key, from what {@link watchPaint} and {@link watchWorker} noted:
 * - `fresh`: a new ghost was painted before the next key, so many milliseconds after this one. `heldMs` says for how long its
 *   drafts had been there: what isn't certain enough to appear while somebody types waits for a rest.
 * - `kept`: what stood there fits the letter typed, and was painted again without it.
 * - `late`: a ghost for this text was painted only after the next key had come; it was overtaken.
 * - `none`: nothing was painted for it.
 */
export function outcomes({ keys, ghosts }, questions) {
  let standing = '';
  return keys.map(({ at, length, isTaken }, number) => {
    const next = keys[number + 1]?.at ?? Infinity;
    const own = ghosts.filter(
      (ghost) => ghost.length === length && ghost.ghost !== '' && ghost.painted !== undefined,
    );
    const shown = own.at(0);
    const before = standing;
    standing = own.at(-1)?.ghost ?? '';
    if (shown === undefined) return { isTaken, kind: 'none' };
    const ms = shown.painted - at;
    if (shown.painted > next) return { isTaken, kind: 'late', ms };
    if (before !== '' && before.endsWith(shown.ghost)) return { isTaken, kind: 'kept', ms };
    const answer = questions.findLast((question) => question.isAnswer && question.at <= shown.written);
    return { isTaken, kind: 'fresh', ms, heldMs: shown.written - Math.max(at, answer?.at ?? 0) };
  });
}
