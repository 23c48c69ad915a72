import { describe, expect, it } from 'vitest';
import { FakeProfile, today } from '../demo/fake-profile.js';
import { forgetMessage, forgetWords } from '../src/memory/undo.js';
import { dayOfValue, dayValue, noonOf } from '../src/text/words.js';

async function first(profile: FakeProfile) {
  const [message] = (await profile.list()).messages;
  if (message === undefined) throw new Error('no message');
  return message;
}

describe('what was forgotten', () => {
  it('is gone at once, and comes back with its day, kind and site', async () => {
    const profile = new FakeProfile({ messages: 20 });
    const message = await first(profile);
    const { undo } = await forgetMessage(profile, message);
    expect((await profile.list()).total).toBe(19);
    await undo();
    const back = (await profile.list({ search: message.text })).messages[0];
    expect(back).toMatchObject({
      text: message.text,
      kind: message.kind,
      site: message.site,
      day: message.day,
    });
  });

  it('comes back while learning is paused, and learning stays paused', async () => {
    const profile = new FakeProfile({ messages: 3 });
    await profile.settings({ learns: false });
    const { undo } = await forgetMessage(profile, await first(profile));
    await undo();
    expect((await profile.list()).total).toBe(3);
    expect((await profile.settings()).learns).toBe(false);
  });

  it('as words, comes back in every message', async () => {
    const profile = new FakeProfile({ messages: 200 });
    const before = (await profile.list({ count: 1000 })).messages;
    const { undo } = await forgetWords(profile, 'Kowalczyk');
    expect((await profile.list({ search: 'kowalczyk' })).total).toBe(0);
    await undo?.();
    expect((await profile.list({ count: 1000 })).messages).toEqual(before);
  });

  it('as words of thousands of messages, has no way back', async () => {
    const profile = new FakeProfile({ messages: 5000 });
    expect((await forgetWords(profile, 'no')).undo).toBeUndefined();
  });
});

describe('days', () => {
  it('are the same as a date field’s, and as the profile’s', () => {
    expect(dayOfValue(dayValue(today))).toBe(today);
    expect(dayOfValue('')).toBeUndefined();
    expect(dayOfValue('x')).toBeUndefined();
    const noon = noonOf(today);
    expect(Math.floor((noon.getTime() - noon.getTimezoneOffset() * 60_000) / 86_400_000)).toBe(today);
  });
});
