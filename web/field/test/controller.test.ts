import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { notDrawn } from '../src/view/view.js';
import { makeField } from './fakes.js';
import type { Offer } from '../src/offer.js';
import { completion, draft, textsOf } from './drafts.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const frame = () => vi.advanceTimersByTimeAsync(20);
const pause = () => vi.advanceTimersByTimeAsync(800);

/** A field with "It" in it and three drafts shown. */
async function shown(options: Parameters<typeof makeField>[0] = {}) {
  const field = makeField(options);
  field.adapter.type('It');
  await frame();
  field.questions[0]?.answer(completion(' was late again', ' is so', ' has to'));
  await frame();
  return field;
}

/** A field in which a draft was just taken that ended with a space. */
async function spaced() {
  const { adapter, questions } = makeField();
  adapter.type('See you on');
  await frame();
  questions[0]?.answer(completion(' Monday '));
  await frame();
  adapter.press('Tab');
  return adapter;
}

describe('asking', () => {
  test('once in a frame, with the text on both sides of the caret', async () => {
    const { adapter, questions } = makeField();
    adapter.after = ' tomorrow';
    adapter.type('I');
    adapter.type('t');
    await frame();
    expect(questions).toMatchObject([
      { context: { before: 'It', after: ' tomorrow' }, options: { drafts: 3, tokens: 8 } },
    ]);
  });

  test('what is asked is given up when the text changes, and its answer is never shown', async () => {
    const { adapter, questions, view, onError } = makeField();
    adapter.type('It');
    await frame();
    adapter.type('s');
    expect(questions[0]?.options.signal?.aborted).toBe(true);
    questions[0]?.answer(completion(' was'));
    await frame();
    expect(view.offer).toBeUndefined();
    questions[1]?.answer(completion(' own way'));
    await frame();
    expect(textsOf(view.offer)).toEqual([' own way']);
    expect(onError).not.toHaveBeenCalled();
  });

  test('not before it is switched on, and not after it is switched off', async () => {
    const { adapter, controller, questions } = makeField();
    controller.switch(false);
    adapter.type('It');
    await frame();
    expect(questions).toEqual([]);
    controller.switch(true);
    await frame();
    expect(questions).toHaveLength(1);
  });

  test('not while a word is typed that all drafts foresaw', async () => {
    const { adapter, questions, view } = await shown();
    adapter.type(' w');
    await frame();
    questions[1]?.answer(completion('as late again', 'as moved', 'as there'));
    await frame();
    adapter.type('a');
    await frame();
    expect(questions).toHaveLength(2);
    expect(textsOf(view.offer)).toEqual(['s late again', 's moved', 's there']);
    adapter.type('s l');
    await frame();
    expect(questions).toHaveLength(3);
  });

  test('a failure is told and removes what was shown; an overtaken question is no failure', async () => {
    const { adapter, questions, view, onError } = await shown();
    adapter.type(' w');
    await frame();
    questions[1]?.fail(new DOMException('a newer request took over', 'AbortError'));
    await frame();
    expect(onError).not.toHaveBeenCalled();
    expect(textsOf(view.offer)).toEqual(['as late again']);
    adapter.type('a');
    await frame();
    questions[2]?.fail(new Error('gone'));
    await frame();
    expect(onError).toHaveBeenCalledExactlyOnceWith(new Error('gone'));
    expect(view.offer).toBeUndefined();
  });
});

describe('keys', () => {
  test('Tab is used only if the insertion succeeds', async () => {
    const { adapter, view, onAccept } = await shown();
    adapter.takesText = false;
    expect(adapter.press('Tab')).toBe(false);
    expect(onAccept).not.toHaveBeenCalled();
    adapter.takesText = true;
    expect(adapter.press('Tab')).toBe(true);
    expect(onAccept).toHaveBeenCalledExactlyOnceWith(' was late again');
    expect(adapter.before).toBe('It was late again');
    expect(view.said).toBe('Inserted: was late again');
  });

  test('Tab pressed twice or held takes one draft and leaves the field in neither way', async () => {
    const { adapter } = await shown();
    expect(adapter.press('Tab')).toBe(true);
    expect(adapter.press('Tab')).toBe(true);
    await vi.advanceTimersByTimeAsync(80);
    expect(adapter.press('Tab')).toBe(true);
    await vi.advanceTimersByTimeAsync(3000);
    expect(adapter.press('Tab', { repeat: true })).toBe(true);
    expect(adapter.before).toBe('It was late again');
    expect(adapter.press('Tab', { shiftKey: true })).toBe(false);
  });

  test('a moment after a draft was taken, or after another key, Tab leaves the field', async () => {
    const { adapter } = await shown();
    expect(adapter.press('Tab')).toBe(true);
    await vi.advanceTimersByTimeAsync(600);
    expect(adapter.press('Tab')).toBe(false);
    const other = await shown();
    expect(other.adapter.press('Tab')).toBe(true);
    other.adapter.press('a');
    expect(other.adapter.press('Tab')).toBe(false);
  });

  test('a Tab that is held since it came into the field takes nothing', async () => {
    const { adapter } = await shown();
    expect(adapter.press('Tab', { repeat: true })).toBe(false);
    expect(adapter.before).toBe('It');
  });

  test('Tab takes what has stood there for long enough to be read', async () => {
    const { adapter, questions } = await shown({ mayLookAgain: () => true });
    await pause();
    questions[1]?.answer(completion(' was late again today'));
    await vi.advanceTimersByTimeAsync(80);
    adapter.press('Tab');
    expect(adapter.before).toBe('It was late again');
  });

  test('in a list beneath, arrows with modifiers are left to the caret', async () => {
    const { adapter, view } = makeField();
    view.drawn = { isGhost: false, isList: true };
    adapter.type('It');
    await frame();
    expect(adapter.press('ArrowRight', { ctrlKey: true })).toBe(false);
    expect(adapter.press('ArrowRight', { altKey: true })).toBe(false);
    expect(adapter.before).toBe('It');
  });

  test('keys of an input method are not ours', async () => {
    const { adapter } = await shown();
    expect(adapter.press('Tab', { isComposing: true })).toBe(false);
    expect(adapter.before).toBe('It');
  });

  test('no key is used while the caret is out of sight', async () => {
    const { adapter, view } = makeField();
    view.drawn = notDrawn;
    adapter.type('It');
    await frame();
    expect(adapter.press('Tab')).toBe(false);
  });

  test('a word at a time, with the rest still there', async () => {
    const { adapter, view } = await shown();
    expect(adapter.press('ArrowRight', { ctrlKey: true })).toBe(true);
    expect(adapter.before).toBe('It was');
    expect(textsOf(view.offer)).toEqual([' late again']);
  });

  test('punctuation is left for the next press', async () => {
    const field = makeField();
    field.adapter.type('See you on');
    await frame();
    field.questions[0]?.answer(completion(' Monday.'));
    await frame();
    field.adapter.press('ArrowRight', { ctrlKey: true });
    expect(field.adapter.before).toBe('See you on Monday');
    expect(textsOf(field.view.offer)).toEqual(['.']);
    field.adapter.press('ArrowRight', { ctrlKey: true });
    expect(field.adapter.before).toBe('See you on Monday.');
    expect(field.adapter.press('ArrowRight', { ctrlKey: true })).toBe(true);
  });

  test.each([
    [' ', 'See you on Monday '],
    [' a', 'See you on Monday a'],
    ['  ', 'See you on Monday  '],
    ['.', 'See you on Monday.'],
    ['. ', 'See you on Monday. '],
    [',', 'See you on Monday,'],
    ['or', 'See you on Monday or'],
    ['(', 'See you on Monday ('],
  ])('behind a draft that ended with a space %j makes %j', async (typed, text) => {
    const adapter = await spaced();
    expect(adapter.before).toBe('See you on Monday ');
    for (const key of typed) if (!adapter.press(key)) adapter.type(key);
    expect(adapter.before).toBe(text);
  });

  test('a mark that cannot take the place of the space comes after it', async () => {
    const adapter = await spaced();
    adapter.takesText = false;
    expect(adapter.press('.')).toBe(false);
  });

  test('another draft, then the list, and the digit of a draft', async () => {
    const { adapter, view } = await shown();
    adapter.press('ArrowDown', { altKey: true });
    expect(view).toMatchObject({ offer: { chosen: 1 }, isOpen: false, said: 'is so' });
    adapter.press('ArrowDown', { altKey: true });
    expect(view).toMatchObject({ offer: { chosen: 2 }, isOpen: true });
    expect(adapter.press('9', { altKey: true })).toBe(false);
    expect(adapter.press('2', { altKey: true })).toBe(true);
    expect(adapter.before).toBe('It is so');
  });

  test('Esc removes everything until the next word', async () => {
    const { adapter, view, questions } = await shown();
    expect(adapter.press('Escape')).toBe(true);
    expect(view.offer).toBeUndefined();
    expect(adapter.press('Escape')).toBe(false);
    adapter.type('s');
    await frame();
    expect(questions).toHaveLength(1);
    adapter.type(' ');
    await frame();
    expect(questions).toHaveLength(2);
  });
});

test('a click takes a draft, and the pointer opens the list', async () => {
  const { adapter, view } = await shown();
  view.events.onOpen();
  expect(view.isOpen).toBe(true);
  view.events.onPick(2);
  expect(adapter.before).toBe('It has to');
});

describe('a composition', () => {
  const compose = (field: Awaited<ReturnType<typeof shown>>, text: string) => {
    field.adapter.events?.onComposition(text, false);
    field.adapter.type(text.slice(-1));
  };

  test('of an input method that may convert is left alone', async () => {
    const field = await shown();
    const { adapter, view, questions } = field;
    adapter.events?.onComposition('', false);
    expect(view.offer).toBeUndefined();
    compose(field, 'w');
    await frame();
    expect(questions).toHaveLength(1);
    adapter.events?.onComposition('w', true);
    await frame();
    expect(questions).toHaveLength(2);
  });

  test('of a phone’s Latin letters is typing: drafts stay, and new ones are asked for', async () => {
    const field = await shown({ composesWords: () => true });
    const { adapter, view, questions } = field;
    adapter.type(' ');
    adapter.events?.onComposition('', false);
    expect(textsOf(view.offer)).toEqual(['was late again', 'is so', 'has to']);
    compose(field, 'i');
    await frame();
    expect(textsOf(view.offer)).toEqual(['s so']);
    expect(questions.at(-1)?.context.before).toBe('It i');
    compose(field, 'か');
    expect(view.offer).toBeUndefined();
  });
});

test('with the focus the session goes first and the view is there; without it nothing is', async () => {
  const { adapter, view, focus } = await shown();
  expect(focus).toHaveBeenCalledOnce();
  expect(view.isEntered).toBe(true);
  adapter.focus(false);
  expect(view).toMatchObject({ isEntered: false, offer: undefined });
});

describe('drafts that the engine is not sure of', () => {
  const unsure = (text: string) => ({ ...completion(text), drafts: [draft(text, 0.1)] });

  async function asked() {
    const field = makeField();
    field.adapter.type('It');
    await frame();
    return field;
  }

  test('appear when the person rests', async () => {
    const { adapter, controller, questions, view } = await asked();
    questions[0]?.answer(unsure(' was late'));
    await frame();
    expect(view.offer).toBeUndefined();
    expect(controller.phases.phase).toBe('pausing');
    expect(adapter.press('Tab')).toBe(false);
    await vi.advanceTimersByTimeAsync(290);
    expect(textsOf(view.offer)).toEqual([' was late']);
    expect(controller.phases.phase).toBe('idle');
    await pause();
    expect(view.said).toBe('Suggestion: was late');
  });

  test('never appear between two quick keys', async () => {
    const { adapter, questions, onOffer } = await asked();
    questions[0]?.answer(unsure(' was late'));
    await frame();
    adapter.type('s');
    await vi.advanceTimersByTimeAsync(100);
    expect(onOffer).not.toHaveBeenCalled();
    questions[1]?.answer(unsure(' own'));
    await frame();
    adapter.type(' ');
    await frame();
    expect(onOffer).not.toHaveBeenCalled();
    questions[2]?.answer(completion('own way'));
    await frame();
    expect(textsOf(onOffer.mock.lastCall?.[0] as Offer | undefined)).toEqual(['own way']);
  });

  test('appear at once where nobody types', async () => {
    const { adapter, questions, view } = await asked();
    await vi.advanceTimersByTimeAsync(1000);
    questions[0]?.answer(unsure(' was late'));
    await frame();
    expect(textsOf(view.offer)).toEqual([' was late']);
    expect(adapter.press('Tab')).toBe(true);
  });
});

test('who takes nothing is left in peace, and asks for drafts by resting', async () => {
  const { adapter, view, questions } = makeField({ calm: { patience: 2 } });
  const write = async (word: string) => {
    for (const letter of word) {
      adapter.type(letter);
      await vi.advanceTimersByTimeAsync(100);
    }
  };
  const offered = async () => {
    questions.at(-1)?.answer(completion(' another word'));
    await frame();
    return textsOf(view.offer);
  };
  await write('It');
  expect(await offered()).toEqual([' another word']);
  await write(' another word,');
  expect(await offered()).toEqual([' another word']);
  await write(' another word,');
  expect(await offered()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(300);
  expect(textsOf(view.offer)).toEqual([' another word']);
  expect(adapter.press('Tab')).toBe(true);
  await frame();
  expect(await offered()).toEqual([' another word']);
});

test('where it is to look ahead, the engine does so for people who take drafts', async () => {
  const { adapter, questions } = await shown({ complete: { drafts: 3, tokens: 8, foresee: true } });
  expect(questions[0]?.options.foresee).toBe(false);
  expect(adapter.press('Tab')).toBe(true);
  await frame();
  expect(questions[1]?.options.foresee).toBe(true);
});

describe('a pause', () => {
  const mayLookAgain = () => true;

  test('is used to have all layers write again, and to say what is suggested', async () => {
    const { questions, view } = await shown({ mayLookAgain });
    await pause();
    expect(view.said).toBe('Suggestion: was late again; 2 more');
    expect(questions[1]).toMatchObject({ context: { before: 'It' }, options: { depth: 'full', drafts: 3 } });
    questions[1]?.answer(completion(' was late again today', ' is a pity'));
    await frame();
    expect(textsOf(view.offer)).toEqual([' was late again today', ' is a pity', ' has to']);
  });

  test('brings what there was no time for, where the budget left something out', async () => {
    const complete = { drafts: 3, tokens: 8, budgetMs: 50 };
    const { adapter, questions, view } = makeField({ complete });
    adapter.type('It');
    await frame();
    questions[0]?.answer({ ...completion(' was late'), isReduced: true });
    await frame();
    expect(textsOf(view.offer)).toEqual([' was late']);
    expect(questions).toHaveLength(1);
    await pause();
    expect(questions[0]?.options.budgetMs).toBe(50);
    expect(questions[1]?.options).toMatchObject({ drafts: 3, budgetMs: undefined, depth: undefined });
    questions[1]?.answer(completion(' was late again', ' is so', ' has to'));
    await frame();
    expect(textsOf(view.offer)).toEqual([' was late again', ' is so', ' has to']);
  });

  test('ends with the next letter', async () => {
    const { adapter, questions } = await shown({ mayLookAgain });
    await vi.advanceTimersByTimeAsync(300);
    adapter.type(' w');
    await vi.advanceTimersByTimeAsync(300);
    expect(questions.map(({ options }) => options.depth)).toEqual([undefined, undefined]);
  });

  test('changes nothing in a list that is open', async () => {
    const { questions, view } = await shown({ mayLookAgain });
    await pause();
    view.events.onOpen();
    questions[1]?.answer(completion(' is a pity'));
    await frame();
    expect(textsOf(view.offer)).toEqual([' was late again', ' is so', ' has to']);
  });
});

test('the phase tells what is going on, and idle waits for the end of it', async () => {
  const { adapter, controller, questions, onPhase } = makeField({ mayLookAgain: () => true });
  const phases = () => onPhase.mock.calls.map(([phase]) => phase as string);
  expect(phases()).toEqual(['idle']);
  adapter.type('It');
  let isIdle = false;
  void controller.phases.idle().then(() => (isIdle = true));
  await frame();
  questions[0]?.answer(completion(' was'));
  await frame();
  expect(isIdle).toBe(false);
  await pause();
  questions[1]?.answer(completion(' was'));
  await frame();
  expect(isIdle).toBe(true);
  expect(phases()).toEqual(['idle', 'asking', 'pausing', 'idle']);
});

test('disposed of, it asks for nothing and shows nothing', async () => {
  const { adapter, controller, questions, view } = await shown();
  const { events } = adapter;
  controller.dispose();
  expect(view).toMatchObject({ isEntered: false, offer: undefined });
  expect(adapter.events).toBeUndefined();
  events?.onChange('typed');
  await frame();
  expect(questions).toHaveLength(1);
});
