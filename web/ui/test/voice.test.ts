import { describe, expect, it } from 'vitest';
import { presets, tones } from '../src/voice/presets.js';
import { type Gaps, filled, gapsOf, nobody, refilled, writerFrom } from '../src/voice/writer.js';
import { enginePreview } from '../src/engine/index.js';
import type { SessionOptions } from 'foreword';

const before: Gaps = { me: '', them: '', tone: 'plain' };
const work = presets[0]?.messages.plain.map((message) => filled(message, before)) ?? [];

describe('examples of a preset', () => {
  it('have as many messages in every tone, and no gaps once they are filled', () => {
    for (const { messages } of presets) {
      for (const tone of tones) {
        expect(messages[tone]).toHaveLength(messages.plain.length);
        for (const message of messages[tone]) expect(filled(message, before)).not.toMatch(/[{}]/);
      }
    }
  });

  it('follow names and tone, and leave alone what a person wrote', () => {
    const examples = [...work, 'Hello Sarah, this is mine.'];
    const after = refilled(examples, before, { me: 'Ada', them: 'Priya', tone: 'formal' });
    expect(after[0]).toMatch(/^Dear Priya,/);
    expect(after[0]).toMatch(/Ada$/);
    expect(after.at(-1)).toBe('Hello Sarah, this is mine.');
    expect(refilled(after, { me: 'Ada', them: 'Priya', tone: 'formal' }, before)).toEqual(examples);
  });
});

it('who writes is read of whatever was stored', () => {
  for (const stored of [undefined, 3, { kinds: 'x' }, { name: 7, kinds: { mail: { tone: 'rude' } } }]) {
    expect(writerFrom(stored)).toEqual(nobody);
  }
  const long = writerFrom({ name: 'a'.repeat(500), kinds: { mail: { them: 'Tom', tone: 'formal' } } });
  expect(long.name).toHaveLength(80);
  expect(gapsOf(long, 'mail')).toMatchObject({ them: 'Tom', tone: 'formal' });
});

describe('a preview', () => {
  it('reads examples before the text unless the profile does, learns nothing, and ends its session', async () => {
    const opened: SessionOptions[] = [];
    let ended = 0;
    const preview = enginePreview({
      session: (options = {}) => {
        opened.push(options);
        return {
          complete: () => Promise.reject(new Error('no model')),
          dispose: () => (ended += 1),
        };
      },
    });
    const { signal } = new AbortController();
    const examples = ['One. ', 'Two.'];
    await expect(preview('x', { kind: 'mail', examples, personal: false }, signal)).rejects.toThrow(
      'no model',
    );
    await expect(preview('x', { kind: 'chat', examples, personal: true }, signal)).rejects.toThrow(
      'no model',
    );
    expect(opened).toEqual([
      { kind: 'mail', prefix: 'One.\n\nTwo.\n\n', personal: false, learns: false },
      { kind: 'chat', prefix: '', personal: true, learns: false },
    ]);
    expect(ended).toBe(2);
  });
});
