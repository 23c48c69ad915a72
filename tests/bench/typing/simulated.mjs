import { Clock } from './clock.mjs';
import { takenOf } from './person.mjs';
import { pausesOf, tallyOf } from './tally.mjs';

const frameMs = 1000 / 60;

/** So long an engine that was interrupted is still busy. */
const cancelMs = 5;

const noModifiers = {
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isOnNumpad: false,
  repeat: false,
  isComposing: false,
};

/** Types a recorded text into the field's controller; the same figures as the driver in the browser gives. */
export async function typeSimulated(given) {
  const { Controller, defaultKeys, ghostOf, recording, trace, setting, isTaking, reading, saves } = given;
  const { text } = recording;
  const clock = new Clock();
  clock.install();
  try {
    const screen = new Screen(clock, ghostOf);
    const field = new Field(screen);
    const controller = new Controller({
      adapter: field,
      session: new Session(clock, recording),
      view: () => screen,
      keys: defaultKeys,
      complete: { drafts: 3, tokens: 8 },
      calm: setting,
      mayLookAgain: () => true,
      mayAnnounce: () => false,
      composesWords: () => false,
      onOffer: () => undefined,
      onAccept: () => undefined,
      onCompletion: () => undefined,
      onError: (error) => {
        throw error;
      },
      onPhase: () => undefined,
      nextFrame: (run) => {
        const timer = setTimeout(run, frameMs - (clock.now % frameMs));
        return () => {
          clearTimeout(timer);
        };
      },
    });
    controller.switch(true);
    const typed = await typeAll({ clock, screen, field, text, trace, isTaking, reading, saves });
    controller.dispose();
    const log = screen.log;
    return {
      letters: text.length,
      ...typed,
      ...tallyOf({ text, log, taken: typed.taken }),
      pauses: pausesOf(log, typed.pauses),
    };
  } finally {
    clock.remove();
  }
}

async function typeAll({ clock, screen, field, text, trace, isTaking, reading, saves }) {
  const taken = [];
  const pauses = [];
  let keys = 0;
  let due = 500;
  while (field.before.length < text.length) {
    const { length } = field.before;
    const last = clock.now;
    if (length > 0) due += trace[length];
    await clock.goTo(due);
    if (length > 0 && trace[length] > 250) pauses.push({ at: last, length, ms: due - last });
    const rest = text.slice(length);
    const wanted = isTaking ? takenOf(screen.ghost, rest, saves) : undefined;
    if (wanted === undefined || due - screen.since < reading) {
      field.type(text[length]);
      keys += 1;
      continue;
    }
    for (let press = 0; press < wanted.presses; press += 1) {
      if (press > 0) await clock.goTo((due += trace[length]));
      const isTab = wanted.key === 'Tab';
      field.events.onKey({ ...noModifiers, key: isTab ? 'Tab' : 'ArrowRight', ctrlKey: !isTab });
    }
    keys += wanted.presses;
    const value = field.before;
    const right = sharedLength(value, text);
    keys += value.length - right;
    if (value.length > right) field.delete(right);
    taken.push({ at: due, saved: right - length - wanted.presses });
    if (right === length) field.type(text[length]);
  }
  return { keys, takes: taken.length, taken, pauses };
}

/** What the field's adapter is to the controller. */
class Field {
  element = {};
  before = '';
  hasSelection = false;
  hasFocus = true;
  isWritable = true;

  constructor(screen) {
    this.screen = screen;
  }

  surroundings() {
    return { before: this.before, after: '' };
  }

  insert(text) {
    this.type(text);
    return true;
  }

  listen(events) {
    this.events = events;
  }

  dispose() {}

  type(text) {
    this.before += text;
    this.report();
  }

  delete(length) {
    this.before = this.before.slice(0, length);
    this.report();
  }

  report() {
    this.screen.length = this.before.length;
    this.events.onChange('typed');
    this.screen.note();
  }
}

/** What the view is to the controller. The log has what a frame shows, not what comes and goes between two. */
class Screen {
  ghost = '';
  length = 0;
  /** Since when the ghost stands, typed on or not. */
  since = 0;
  log = [];
  #whole = { text: '', length: 0 };

  constructor(clock, ghostOf) {
    this.clock = clock;
    this.ghostOf = ghostOf;
  }

  show(offer) {
    this.ghost = this.ghostOf(offer).text;
    this.note();
    return { isGhost: true, isList: false };
  }

  hide() {
    this.ghost = '';
    this.note();
  }

  enter() {}
  leave() {}
  say() {}
  dispose() {}

  note() {
    const { ghost, length } = this;
    const expected = this.#whole.text.slice(length - this.#whole.length);
    const isSame = ghost !== '' && expected !== '' && ghost.startsWith(expected);
    if (!isSame) {
      this.#whole = { text: ghost, length };
      this.since = this.clock.now;
    }
    const at = Math.ceil(this.clock.now / frameMs) * frameMs;
    while (this.log.length > 0 && this.log.at(-1).at >= at) this.log.pop();
    const last = this.log.at(-1);
    if (last?.ghost !== ghost || last.length !== length) this.log.push({ at, length, ghost });
  }
}

/** What a session is to the controller: the engine as it was recorded, which answers one question at a time. */
class Session {
  #freeAt = 0;

  constructor(clock, recording) {
    this.clock = clock;
    this.recording = recording;
  }

  focus() {}

  complete({ before }, { depth, signal }) {
    const { quick, full } = this.recording;
    const { length } = before;
    const answer = (depth === 'full' ? full[length] : undefined) ?? quick[length] ?? { ms: 0, drafts: [] };
    const start = Math.max(this.clock.now, this.#freeAt);
    this.#freeAt = start + answer.ms;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        resolve({ drafts: answer.drafts.map(draftOf) });
      }, this.#freeAt - this.clock.now);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        this.#freeAt = Math.min(this.#freeAt, Math.max(start, this.clock.now) + cancelMs);
        reject(new DOMException('given up', 'AbortError'));
      });
    });
  }
}

function draftOf({ text, confidence }) {
  return { text, confidence, logProb: -1, words: [{ text, source: 'model' }] };
}

function sharedLength(one, other) {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
