import { type BackendChoice, type Completion, type Engine, ForewordError } from 'foreword';
import { describe, expect, test } from 'vitest';
import { EngineKeeper } from '../src/engine/keeper.js';
import { patience } from '../src/protocol/limits.js';
import { FakeTimers, settled } from './fakes.js';

/** An engine whose answers the test gives, or withholds. */
class FakeEngine {
  isDisposed = false;
  focused = 0;
  /** Ends what is waited for. */
  #end: ((error: Error) => void)[] = [];
  isSilent = false;
  readonly used: BackendChoice[] = [];
  loads = () => Promise.resolve({});

  readonly load = () => this.loads();
  readonly use = (choice: BackendChoice) => Promise.resolve(this.used.push(choice));
  readonly session = () => ({
    complete: () =>
      this.isSilent
        ? new Promise((_, reject) => this.#end.push(reject))
        : Promise.resolve({ drafts: [] } as unknown as Completion),
    focus: () => (this.focused += 1),
    dispose: () => undefined,
  });

  readonly dispose = () => {
    this.isDisposed = true;
    for (const end of this.#end) end(new ForewordError('disposed', 'the engine was disposed of'));
  };
}

function setUp() {
  const timers = new FakeTimers();
  const engines: FakeEngine[] = [];
  const states: string[] = [];
  let next = new FakeEngine();
  const keeper = new EngineKeeper({
    make: (_events, backend) => {
      next.used.push(backend);
      engines.push(next);
      const made = next as unknown as Engine;
      next = new FakeEngine();
      return made;
    },
    onState: (state) => states.push(state),
    wait: timers.wait,
  });
  return { keeper, engines, states, timers, upcoming: () => next };
}

const ask = (session: ReturnType<EngineKeeper['session']>) =>
  session.complete({ before: 'a' }, {}, new AbortController().signal);

describe('the one engine', () => {
  test('is made with the first question, however many sessions ask', async () => {
    const { keeper, engines, states } = setUp();
    const sessions = [keeper.session({}), keeper.session({})];
    expect(engines).toHaveLength(0);
    await Promise.all(sessions.map(ask));
    expect(engines).toHaveLength(1);
    expect(states).toEqual(['loading', 'ready']);
  });

  test('computes where it was chosen, in the engine that runs and in the next', async () => {
    const { keeper, engines } = setUp();
    await ask(keeper.session({}));
    keeper.backend = 'cpu';
    keeper.backend = 'cpu';
    await settled();
    keeper.unload();
    await ask(keeper.session({}));
    expect(engines.map(({ used }) => used)).toEqual([['auto', 'cpu'], ['cpu']]);
  });

  test('leaves the memory when nothing was asked, and comes back with the next question', async () => {
    const { keeper, engines, states, timers } = setUp();
    keeper.idleMinutes = 10;
    const session = keeper.session({});
    await ask(session);
    await timers.pass(9 * 60_000);
    await ask(session);
    await timers.pass(9 * 60_000);
    expect(engines[0]?.isDisposed).toBe(false);
    await timers.pass(60_000);
    expect(engines[0]?.isDisposed).toBe(true);
    expect(states.at(-1)).toBe('unloaded');
    await ask(session);
    expect(engines).toHaveLength(2);
  });

  test('stays where the person wants it to', async () => {
    const { keeper, engines, timers } = setUp();
    keeper.idleMinutes = 0;
    await ask(keeper.session({}));
    await timers.pass(24 * 60 * 60_000);
    expect(engines[0]?.isDisposed).toBe(false);
  });

  test('is replaced when it falls silent, and the question is asked of the new one', async () => {
    const { keeper, engines, timers, upcoming } = setUp();
    upcoming().isSilent = true;
    const session = keeper.session({});
    session.focus();
    const answer = ask(session);
    await timers.pass(patience.answer);
    await expect(answer).resolves.toMatchObject({ drafts: [] });
    expect(engines.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
    // Whoever had the focus has it in the new engine, too.
    expect(engines[1]?.focused).toBe(1);
  });

  test('is asked twice at most', async () => {
    const { keeper, engines, timers, upcoming } = setUp();
    upcoming().isSilent = true;
    const answer = expect(ask(keeper.session({}))).rejects.toThrow('disposed');
    await settled();
    upcoming().isSilent = true;
    await timers.pass(2 * patience.answer);
    await answer;
    expect(engines).toHaveLength(2);
  });

  test('says why it does not load, and tries again with the next question', async () => {
    const { keeper, engines, states, upcoming } = setUp();
    upcoming().loads = () => Promise.reject(new ForewordError('quota-exceeded', 'no room for 124 MB'));
    const session = keeper.session({});
    await expect(ask(session)).rejects.toThrow('no room for 124 MB');
    expect(keeper.state).toEqual({ state: 'failed', message: 'no room for 124 MB' });
    await ask(session);
    expect(engines).toHaveLength(2);
    expect(states.at(-1)).toBe('ready');
  });
});
