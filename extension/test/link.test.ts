import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Link } from '../src/fields/link.js';
import { patience } from '../src/protocol/limits.js';
import { FakePort, FakeTimers, settled } from './fakes.js';

const question = {
  session: 1,
  before: 'Thank you for',
  after: '',
  asked: {},
  field: { isLine: false, isUnlearned: false },
};
const completion = {
  drafts: [],
  tokens: { encoded: 1, reused: 0 },
  timingMs: { encode: 1, decode: 1, verify: 1 },
  steps: 1,
  revision: 1,
};

let timers: FakeTimers;
let ports: FakePort[];
let isAlive: boolean;
const onOrphaned = vi.fn();
const onEngine = vi.fn();

function link(connect?: () => FakePort): Link {
  return new Link({
    ensure: () => (isAlive ? Promise.resolve() : Promise.reject(new Error('Extension context invalidated.'))),
    connect:
      connect ??
      (() => {
        const port = new FakePort();
        ports.push(port);
        return port;
      }),
    isAlive: () => isAlive,
    onOrphaned,
    onEngine,
    wait: timers.wait,
  });
}

beforeEach(() => {
  timers = new FakeTimers();
  ports = [];
  isAlive = true;
  vi.clearAllMocks();
  // Node has no document; a link asks whether it is seen.
  vi.stubGlobal('document', { visibilityState: 'visible' });
});

describe('a link', () => {
  test('connects with the first question, and sends it after the hello', async () => {
    const answer = link().complete(question, undefined);
    await settled();
    expect(ports[0]?.sent).toEqual([]);
    ports[0]?.say({ kind: 'hello' });
    expect(ports[0]?.sent).toMatchObject([{ kind: 'complete', id: 1, before: 'Thank you for' }]);
    ports[0]?.say({ kind: 'return', id: 1, completion });
    await expect(answer).resolves.toEqual(completion);
  });

  test('asks again on a new connection when the first is lost, once', async () => {
    const answer = link().complete(question, undefined);
    const refused = expect(answer).rejects.toThrow('lost 2 times');
    for (let round = 0; round < 3; round += 1) {
      await timers.pass(patience.backoff[0]);
      ports[round]?.say({ kind: 'hello' });
      ports[round]?.lose();
    }
    await refused;
    expect(ports.map(({ sent }) => sent.filter(({ kind }) => kind === 'complete').length)).toEqual([1, 1, 0]);
  });

  test('takes a side that says no hello for dead', async () => {
    link()
      .complete(question, undefined)
      .catch(() => undefined);
    await timers.pass(patience.hello);
    expect(ports[0]?.isClosed).toBe(true);
    await timers.pass(patience.backoff[0]);
    expect(ports).toHaveLength(2);
  });

  test('gives up after the last wait, says so, and starts anew with the next question', async () => {
    const other = link(() => {
      throw new Error('Could not establish connection');
    });
    const answer = expect(other.complete(question, undefined)).rejects.toThrow("didn't answer 5 times");
    await timers.pass(patience.backoff.reduce((sum, ms) => sum + ms, 0) + 1);
    await answer;
    expect(onEngine).toHaveBeenCalledWith('failed', expect.any(String));
  });

  test('notices silence while a question is open, by a ping without a pong', async () => {
    link()
      .complete(question, undefined)
      .catch(() => undefined);
    await settled();
    ports[0]?.say({ kind: 'hello' });
    await timers.pass(patience.pong);
    expect(ports[0]?.sent.at(-1)).toMatchObject({ kind: 'ping' });
    await timers.pass(patience.pong);
    expect(ports[0]?.isClosed).toBe(true);
  });

  test('is dropped by a message that is none', async () => {
    link()
      .complete(question, undefined)
      .catch(() => undefined);
    await settled();
    ports[0]?.say({ kind: 'hello' });
    ports[0]?.say({ kind: 'return', id: 1, completion: { ...completion, drafts: [{ text: 7 }] } });
    expect(ports[0]?.isClosed).toBe(true);
  });

  test('a question that is given up is taken back, and its answer comes to nothing', async () => {
    const abort = new AbortController();
    const answer = expect(link().complete(question, abort.signal)).rejects.toThrow('given up');
    await settled();
    ports[0]?.say({ kind: 'hello' });
    abort.abort();
    await answer;
    expect(ports[0]?.sent.at(-1)).toEqual({ kind: 'cancel', id: 1 });
    ports[0]?.say({ kind: 'return', id: 1, completion });
  });

  test('falls silent when the extension is gone', async () => {
    const one = link();
    const answer = expect(one.complete(question, undefined)).rejects.toThrow('the extension is gone');
    await settled();
    ports[0]?.say({ kind: 'hello' });
    isAlive = false;
    ports[0]?.lose();
    await answer;
    expect(onOrphaned).toHaveBeenCalledOnce();
    expect(ports).toHaveLength(1);
  });
});
