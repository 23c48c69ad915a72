import type { CompleteOptions, Completion, Session } from 'foreword';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cycled, offerOf } from '../src/offer.js';
import { SecondLook, lookedAtAgain } from '../src/second-look.js';

const drafts = (...texts: string[]) =>
  texts.map((text) => ({ text, logProb: -1, confidence: 0.5, words: [] }));

function offer(...texts: string[]) {
  const made = offerOf('It', drafts(...texts));
  if (made === undefined) throw new Error('no offer');
  return made;
}

describe('what a second look changes', () => {
  const textsAfter = (shown: ReturnType<typeof offer>, ...better: string[]) =>
    lookedAtAgain(shown, drafts(...better)).drafts.map(({ text }) => text);

  test('drafts that were not seen, each in its place', () => {
    expect(
      textsAfter(offer(' was late', ' is so', ' has to'), ' is a pity', ' was late', ' has been'),
    ).toEqual([' was late', ' is a pity', ' has been']);
  });

  test('the ghost only by adding to it', () => {
    expect(textsAfter(offer(' was late', ' is'), ' was late again')).toEqual([' was late again', ' is']);
    expect(textsAfter(offer(' was late', ' is'), ' was moved to')).toEqual([' was late', ' is']);
    expect(textsAfter(offer(' was late', ' is'), ' was')).toEqual([' was late', ' is']);
    const second = cycled(offer(' was late', ' is so'), 1);
    expect(textsAfter(second, ' was moved', ' is a pity')).toEqual([' was moved', ' is so']);
    expect(lookedAtAgain(second, drafts(' was moved'))).toMatchObject({ chosen: 1, before: 'It' });
  });

  test('nothing where all layers begin with other words', () => {
    expect(textsAfter(offer(' was late', ' is'), ' had been', ' wasn’t')).toEqual([' was late', ' is']);
    expect(textsAfter(offer(' was late'))).toEqual([' was late']);
  });
});

describe('when it is taken', () => {
  const asked: { text: string; options: CompleteOptions | undefined; answer: (value: Completion) => void }[] =
    [];
  const complete: Session['complete'] = ({ before: text }, options) =>
    new Promise((resolve, reject) => {
      asked.push({ text, options, answer: resolve });
      options?.signal?.addEventListener('abort', () => {
        reject(new DOMException('cancelled', 'AbortError'));
      });
    });
  const onDrafts = vi.fn();
  const onError = vi.fn();
  const onBusy = vi.fn();
  const completion = { drafts: drafts(' was') } as unknown as Completion;
  const look = () => new SecondLook({ complete }, { onDrafts, onBusy, onError });

  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.clearAllMocks();
    asked.length = 0;
  });

  test('after a pause, by all layers', async () => {
    look().plan('It');
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(400);
    expect(asked).toMatchObject([{ text: 'It', options: { depth: 'full' } }]);
    asked[0]?.answer(completion);
    await vi.runAllTimersAsync();
    expect(onDrafts).toHaveBeenCalledExactlyOnceWith('It', completion.drafts);
    expect(onBusy).toHaveBeenLastCalledWith(false);
  });

  test('not while the person goes on typing', async () => {
    const second = look();
    for (const text of ['It ', 'It w', 'It wa']) {
      second.plan(text);
      await vi.advanceTimersByTimeAsync(200);
    }
    second.cancel();
    await vi.runAllTimersAsync();
    expect(asked).toEqual([]);
  });

  test('cancelled while all layers write, it brings neither drafts nor an error', async () => {
    const second = look();
    second.plan('It');
    await vi.runAllTimersAsync();
    second.cancel();
    asked[0]?.answer(completion);
    await vi.runAllTimersAsync();
    expect(asked[0]?.options?.signal?.aborted).toBe(true);
    expect(onDrafts).not.toHaveBeenCalled();
    expect(onError).not.toHaveBeenCalled();
  });

  test('a failure is reported', async () => {
    const failing = { complete: () => Promise.reject(new Error('gone')) } as unknown as Session;
    new SecondLook(failing, { onDrafts, onBusy, onError }).plan('It');
    await vi.runAllTimersAsync();
    expect(onError).toHaveBeenCalledExactlyOnceWith(new Error('gone'));
  });
});
