import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Scheduler } from '../src/host/scheduler.js';
import { FakeError } from './fakes.js';
import { FakeRunner } from './fakes/runner.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function start() {
  const scheduler = new Scheduler();
  const runner = new FakeRunner();
  const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }] as const;
  let calls = 0;
  const submit = (session: { name: string }) => {
    const call = ++calls;
    const answer = scheduler.submit(session, call, () => runner.begin(`${session.name}${call}`));
    // Tests look at some answers only later.
    answer.catch(() => undefined);
    return { call, answer };
  };
  return { scheduler, runner, submit, a, b, c };
}

test('one call runs at a time, in order of arrival', async () => {
  const { runner, submit, a, b, c } = start();
  const answers = [a, b, c].map((session) => submit(session).answer);
  expect(runner.begun).toEqual(['a1']);
  for (const name of ['a1', 'b2', 'c3']) {
    expect(runner.running).toBe(name);
    runner.finish();
    await turn();
  }
  expect(await Promise.all(answers)).toEqual(['a1', 'b2', 'c3']);
});

test('of the calls of one session the latest wins, whether the older one waits or runs', async () => {
  const { runner, submit, a, b } = start();
  const running = submit(a).answer;
  const overtaken = submit(b).answer;
  const latest = submit(b).answer;
  await expect(overtaken).rejects.toMatchObject({ code: 'cancelled' });
  const next = submit(a).answer;
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(runner.stopped).toEqual(['a1']);
  await turn();
  runner.finish();
  await turn();
  runner.finish();
  expect(await Promise.all([latest, next])).toEqual(['b3', 'a4']);
  expect(runner.begun).toEqual(['a1', 'b3', 'a4']);
});

test('a stopped call that does not end keeps the engine, and its caller does not wait for it', async () => {
  const { runner, submit, a } = start();
  runner.ignoresStop = true;
  const first = submit(a).answer;
  const second = submit(a).answer;
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect(runner.begun).toEqual(['a1']);
  runner.finish();
  await turn();
  expect(runner.running).toBe('a2');
  runner.finish();
  expect(await second).toBe('a2');
});

describe('the focused session', () => {
  test('goes first', async () => {
    const { scheduler, runner, submit, a, b, c } = start();
    scheduler.focus(a);
    submit(a);
    submit(b);
    submit(c);
    scheduler.focus(c);
    await turn();
    expect(runner.running).toBe('c3');
    runner.finish();
    await turn();
    runner.finish();
    await turn();
    runner.finish();
    expect(runner.begun).toEqual(['a1', 'c3', 'a1', 'b2']);
  });

  test('interrupts another, which goes back to the head of the queue without its caller knowing', async () => {
    const { scheduler, runner, submit, a, b, c } = start();
    const interrupted = submit(a).answer;
    const waiting = submit(b).answer;
    scheduler.focus(c);
    const focused = submit(c).answer;
    expect(runner.stopped).toEqual(['a1']);
    await turn();
    runner.finish();
    expect(await focused).toBe('c3');
    await turn();
    runner.finish();
    expect(await interrupted).toBe('a1');
    await turn();
    runner.finish();
    expect(await waiting).toBe('b2');
    expect(runner.begun).toEqual(['a1', 'c3', 'a1', 'b2']);
  });

  test('an answer that was ready before the interruption is given', async () => {
    const { scheduler, runner, submit, a, b } = start();
    runner.ignoresStop = true;
    const interrupted = submit(a).answer;
    scheduler.focus(b);
    submit(b);
    runner.finish();
    expect(await interrupted).toBe('a1');
    await turn();
    expect(runner.begun).toEqual(['a1', 'b2']);
  });

  test('an interrupted call can be overtaken and cancelled', async () => {
    const { scheduler, runner, submit, a, b } = start();
    scheduler.focus(b);
    const overtaken = submit(a).answer;
    submit(b);
    const cancelled = submit(a);
    await expect(overtaken).rejects.toMatchObject({ code: 'cancelled' });
    scheduler.cancel(a, cancelled.call);
    await expect(cancelled.answer).rejects.toMatchObject({ code: 'cancelled' });
    await turn();
    runner.finish();
    await turn();
    expect(runner.begun).toEqual(['a1', 'b2']);
  });
});

test('cancel ends the call of that number and no other', async () => {
  const { scheduler, runner, submit, a, b } = start();
  const running = submit(a);
  const waiting = submit(b);
  scheduler.cancel(a, waiting.call);
  scheduler.cancel(b, running.call);
  scheduler.cancel(b, waiting.call);
  await expect(waiting.answer).rejects.toMatchObject({ code: 'cancelled' });
  expect(runner.stopped).toEqual([]);
  scheduler.cancel(a, running.call);
  expect(runner.stopped).toEqual(['a1']);
  await expect(running.answer).rejects.toMatchObject({ code: 'cancelled' });
});

test('a closed session has ended once its call has', async () => {
  const { scheduler, runner, submit, a, b } = start();
  runner.ignoresStop = true;
  const running = submit(a).answer;
  let isClosed = false;
  const closed = scheduler.close(a).then(() => (isClosed = true));
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  await turn();
  expect(isClosed).toBe(false);
  runner.finish();
  await closed;
  await scheduler.close(b);
});

test('errors are passed on, and the next call runs', async () => {
  const { scheduler, runner, submit, a, b } = start();
  const failing = submit(a).answer;
  const next = submit(b).answer;
  runner.fail(new FakeError('bad-argument', 'no'));
  await expect(failing).rejects.toMatchObject({ code: 'bad-argument' });
  await turn();
  const thrown = scheduler.submit(a, 9, () => {
    throw new FakeError('engine-crashed', 'at once');
  });
  runner.finish();
  expect(await next).toBe('b2');
  await expect(thrown).rejects.toMatchObject({ code: 'engine-crashed' });
});

type Step =
  | { do: 'submit' | 'focus' | 'close' | 'cancel-latest'; session: number }
  | { do: 'finish' | 'fail' | 'turn' }
  | { do: 'ignore-stop'; ignores: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('submit' as const), session: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('focus' as const, 'close' as const, 'cancel-latest' as const),
      session: fc.nat(3),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'fail' as const, 'turn' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ignore-stop' as const), ignores: fc.boolean() }) },
);

interface Call {
  session: number;
  /** Its place in the queue: the order of arrival, or a negative number once it was interrupted. */
  place: number;
  state: 'waiting' | 'running' | 'fulfilled' | 'cancelled' | 'failed';
  /** Something that ends it was done. */
  isEnded: boolean;
}

/** Runs the steps, and holds the scheduler to its promises at every beginning and in the end. */
async function play(steps: Step[]): Promise<void> {
  const scheduler = new Scheduler();
  const runner = new FakeRunner();
  const sessions = Array.from({ length: 4 }, (_, id) => ({ id }));
  const keyOf = (session: number) => sessions[session] ?? {};
  const calls: Call[] = [];
  const violations: string[] = [];
  let focused: number | undefined;
  let interruptions = 0;

  const onBegin = (call: Call) => {
    const waiting = calls.filter((other) => other.state === 'waiting' && !other.isEnded);
    const ofFocused = waiting.find(({ session }) => session === focused);
    const first = ofFocused ?? waiting.toSorted((one, other) => one.place - other.place)[0];
    // Thrown here it would only be the call's error.
    if (call !== first)
      violations.push(`${calls.indexOf(call)} begins, not ${first && calls.indexOf(first)}`);
    call.state = 'running';
  };
  const endAll = (session: number) => {
    for (const call of calls) if (call.session === session) call.isEnded = true;
  };

  for (const taken of steps) {
    switch (taken.do) {
      case 'submit': {
        endAll(taken.session);
        const call: Call = { session: taken.session, place: calls.length, state: 'waiting', isEnded: false };
        calls.push(call);
        const begin = () => {
          onBegin(call);
          const running = runner.begin(String(calls.indexOf(call)));
          running.answer.catch((error: unknown) => {
            const isInterrupted = !call.isEnded && (error as FakeError).code === 'cancelled';
            if (isInterrupted) Object.assign(call, { state: 'waiting', place: -++interruptions });
          });
          return running;
        };
        scheduler.submit(keyOf(taken.session), calls.indexOf(call), begin).then(
          () => (call.state = 'fulfilled'),
          (error: unknown) => {
            call.state = (error as FakeError).code === 'cancelled' ? 'cancelled' : 'failed';
          },
        );
        break;
      }
      case 'focus':
        focused = taken.session;
        scheduler.focus(keyOf(taken.session));
        break;
      case 'close':
        endAll(taken.session);
        if (focused === taken.session) focused = undefined;
        void scheduler.close(keyOf(taken.session));
        break;
      case 'cancel-latest': {
        const latest = calls.findLastIndex(({ session }) => session === taken.session);
        const call = calls[latest];
        if (call !== undefined) call.isEnded = true;
        scheduler.cancel(keyOf(taken.session), latest);
        break;
      }
      case 'finish':
        runner.finish();
        break;
      case 'fail':
        runner.fail(new FakeError('internal', 'broken'));
        break;
      case 'turn':
        await turn();
        break;
      case 'ignore-stop':
        runner.ignoresStop = taken.ignores;
        break;
    }
  }
  // As many beginnings as there may be: every call once, and once more per interruption.
  for (let left = 2 * steps.length; left >= 0; left--) {
    await turn();
    runner.finish();
  }
  await turn();
  for (const call of calls) {
    expect(['fulfilled', 'cancelled', 'failed'], 'a caller waits for ever').toContain(call.state);
    if (call.state === 'cancelled') expect(call.isEnded, 'cancelled for no reason').toBe(true);
  }
  expect(violations).toEqual([]);
  expect(runner.overlaps).toBe(0);
}

test('whatever happens in whatever order: one at a time, the right one next, everybody answered', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), play), { numRuns: 400 });
});
