import type { Engine } from 'foreword';
import { describe, expect, test, vi } from 'vitest';
import { Connection } from '../src/engine/connection.js';
import { EngineKeeper } from '../src/engine/keeper.js';
import type { HostRules } from '../src/protocol/background-messages.js';
import { BadMessage } from '../src/protocol/check.js';
import type { ToField } from '../src/protocol/field-messages.js';
import { limits } from '../src/protocol/limits.js';
import { makeEngine } from './table-engine.js';
import { settled } from './fakes.js';

const everything: HostRules = {
  isOn: true,
  offSites: ['off.example'],
  allowsPrivate: true,
  idleMinutes: 0,
  backend: 'auto',
  personal: { mail: true, chat: true, document: true, note: true, other: true },
};

function setUp({ site = 'example.org', isPrivate = false, rules = everything } = {}) {
  const opened = vi.fn();
  const keeper = new EngineKeeper({
    make: (events): Engine => {
      const engine = makeEngine(events);
      return {
        ...engine,
        session: (options) => {
          opened(options);
          return engine.session(options);
        },
      };
    },
    onState: () => undefined,
  });
  const sent: ToField[] = [];
  const learner = { learn: vi.fn(), count: vi.fn() };
  const connection = new Connection({
    keeper,
    origin: { site, isPrivate },
    learner,
    rules: () => rules,
    send: (message) => sent.push(message),
    onTime: () => undefined,
    onFocus: () => undefined,
  });
  return { connection, sent, learner, opened };
}

const complete = (more: object = {}) => ({
  kind: 'complete',
  id: 1,
  session: 1,
  before: 'Thank you for',
  after: '',
  asked: { drafts: 3 },
  field: { isLine: false, isUnlearned: false },
  ...more,
});
const learn = { kind: 'learn', session: 1, text: 'See you at the harbour.', origin: 'a' };

describe('a frame', () => {
  test('is greeted, asks, and is answered', async () => {
    const { connection, sent } = setUp();
    expect(sent[0]).toEqual({ kind: 'hello' });
    connection.receive(complete());
    await settled();
    await vi.waitFor(() => {
      expect(sent.at(-1)).toMatchObject({ kind: 'return', id: 1 });
    });
  });

  test.each([
    ['no message', 7],
    ['an unknown kind', { kind: 'profile', id: 1 }],
    ['too long a text', complete({ before: 'x'.repeat(limits.before + 1) })],
    ['too many drafts', complete({ asked: { drafts: 1000 } })],
    ['a number that is none', complete({ session: Number.NaN })],
    ['a text to learn of more than is learned', { ...learn, text: 'x'.repeat(limits.learned + 1) }],
  ])('is refused with %s', (_, message) => {
    const { connection } = setUp();
    expect(() => {
      connection.receive(message);
    }).toThrow(BadMessage);
  });

  test('is refused where drafts are off, whatever it asks', async () => {
    for (const where of [
      { site: 'off.example' },
      { isPrivate: true, rules: { ...everything, allowsPrivate: false } },
      { rules: { ...everything, isOn: false } },
    ]) {
      const { connection, sent, learner, opened } = setUp(where);
      connection.receive(complete());
      connection.receive(learn);
      await settled();
      expect(sent.at(-1)).toMatchObject({ kind: 'throw', code: 'refused' });
      expect(opened).not.toHaveBeenCalled();
      expect(learner.learn).not.toHaveBeenCalled();
    }
  });

  test('in a private window adds nothing to what is learned, and sees nothing of it', async () => {
    const { connection, learner, opened } = setUp({ isPrivate: true });
    connection.receive(complete());
    connection.receive(learn);
    connection.receive({ kind: 'count', typed: 1, inserted: 1, taken: 1, dismissed: 0 });
    await vi.waitFor(() => {
      expect(opened).toHaveBeenCalledWith(expect.objectContaining({ learns: false, personal: false }));
    });
    expect(learner.learn).not.toHaveBeenCalled();
    expect(learner.count).not.toHaveBeenCalled();
  });

  test('is told by the browser where it is, and learns for that site', () => {
    const { connection, learner } = setUp();
    connection.receive({ ...learn, site: 'bank.example' });
    expect(learner.learn).toHaveBeenCalledWith({ text: learn.text, origin: 'a', site: 'example.org' });
  });

  test('has a few sessions at a time', async () => {
    const { connection, sent, opened } = setUp();
    for (let id = 1; id <= 3 * limits.sessions; id += 1) {
      connection.receive(complete({ id, session: id }));
      await vi.waitFor(() => {
        expect(sent.at(-1)).toMatchObject({ id });
      });
    }
    expect(opened).toHaveBeenCalledTimes(3 * limits.sessions);
  });
});
