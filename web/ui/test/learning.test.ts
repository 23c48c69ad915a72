import { describe, expect, it } from 'vitest';
import { fakeReader } from '../demo/fake-files.js';
import { FakeProfile } from '../demo/fake-profile.js';
import { LearnFlow } from '../src/memory/learning/flow.js';
import { type LearnState, unfinishedFrom } from '../src/memory/learning/state.js';
import { memoryValue } from '../src/storage/index.js';

const chat = new File(
  ['Ada: see you at the Anchor\nTom: fine\n> quoted\nAda: bring the notes\n!!!\nTom: ok\nAda: thanks'],
  'chat.txt',
);

function start(profile = new FakeProfile({ messages: 0 }), unfinished = memoryValue()) {
  return { flow: new LearnFlow({ reader: fakeReader(), profile, unfinished }), profile, unfinished };
}

function preview(state: LearnState) {
  if (state.step !== 'preview') throw new Error(`at ${state.step}, not at the preview`);
  const { found, before } = state.preview;
  return { ...found, before };
}

function survey(state: LearnState) {
  if (state.step !== 'who') throw new Error(`at ${state.step}, not at the question who it is`);
  return state.survey;
}

describe('learning from files', () => {
  it('asks who it is, shows what was found, and keeps nothing before it is told to', async () => {
    const { flow, profile } = start();
    await flow.look([chat]);
    const found = survey(flow.state);
    expect(found.writers[found.guess ?? -1]?.name).toBe('Ada');
    await flow.read(found, { identities: ['Ada'] });
    const { messages, leftOut, faults } = preview(flow.state);
    expect(messages.map(({ text }) => text)).toEqual(['see you at the Anchor', 'bring the notes', 'thanks']);
    expect(leftOut.map(({ what, count }) => [what, count])).toEqual([
      ['messages by other people', 2],
      ['quoted passages', 1],
    ]);
    expect(faults).toHaveLength(1);
    expect(profile.messages).toEqual([]);
    await flow.learn(messages);
    expect(flow.state).toEqual({ step: 'done', result: { learned: 3, known: 0, refused: 0, left: 0 } });
    expect(profile.messages).toHaveLength(3);
  });

  it('says of files that can’t be read what they are', async () => {
    const { flow } = start();
    await flow.look([new File(['PK\u0003\u0004'], 'mails.mbox')]);
    expect(flow.state).toMatchObject({
      step: 'choose',
      problem: 'mails.mbox can’t be read: the file is a ZIP archive, not text.',
    });
    await flow.look([chat, new File([], 'empty.txt')]);
    expect(survey(flow.state).unreadable).toEqual([{ name: 'empty.txt', because: 'the file is empty' }]);
  });

  it('that was stopped goes on where it was, with the same files', async () => {
    const profile = new FakeProfile({ messages: 0 });
    const { flow, unfinished } = start(profile);
    const many = new File([Array.from({ length: 120 }, (_, at) => `note ${at}`).join('\n')], 'notes.txt');
    flow.subscribe(() => {
      if (flow.state.step === 'learning' && flow.state.done === 70) flow.stop();
    });
    await flow.look([many]);
    await flow.learn(preview(flow.state).messages);
    expect(flow.state).toMatchObject({ step: 'done', result: { learned: 71, left: 49 } });
    expect(profile.messages).toHaveLength(71);

    const again = start(profile, unfinished).flow;
    await again.start();
    expect(again.state).toMatchObject({ step: 'choose', unfinished: { learned: 71, total: 120 } });
    await again.look([many]);
    const { messages, before } = preview(again.state);
    expect(before).toBe(71);
    await again.learn(messages, before);
    expect(again.state).toMatchObject({ step: 'done', result: { learned: 49, left: 0 } });
    expect(new Set(profile.messages.map(({ text }) => text)).size).toBe(120);
    expect(unfinishedFrom(await unfinished.read())).toBeUndefined();
  });

  it('keeps what it has learned where the device is full', async () => {
    const { flow, profile } = start();
    flow.subscribe(() => {
      if (flow.state.step === 'learning' && flow.state.done === 2) profile.fails = 'quota-exceeded';
    });
    await flow.look([chat]);
    await flow.read(survey(flow.state), 'everyone');
    await flow.learn(preview(flow.state).messages);
    expect(flow.state).toMatchObject({ step: 'done', result: { learned: 2 } });
    expect(flow.state).toHaveProperty('problem', expect.stringMatching(/no room/));
  });

  it('reads nothing of a note that isn’t one', () => {
    for (const stored of [
      null,
      1,
      {},
      { files: [], learned: 1, total: 2 },
      { files: [{}], learned: 1, total: 2 },
    ]) {
      expect(unfinishedFrom(stored)).toBeUndefined();
    }
    expect(unfinishedFrom({ files: [{ name: 'a', bytes: 1 }], learned: 3, total: 2 })).toBeUndefined();
  });
});
