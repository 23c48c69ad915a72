import type { BackendChoice, Completion, Engine } from 'foreword';
import { expect, test } from 'vitest';
import { PageEngine } from '../src/page-engine.js';

/** An engine that answers when told to, and ends like a real one. */
class FakeEngine {
  readonly asked: string[] = [];
  isDisposed = false;
  #answers: { resolve: (completion: Completion) => void; reject: (error: unknown) => void }[] = [];

  constructor(readonly backend: BackendChoice) {}

  complete(text: string): Promise<Completion> {
    this.asked.push(text);
    return new Promise((resolve, reject) => this.#answers.push({ resolve, reject }));
  }

  answer(): void {
    for (const { resolve } of this.#answers.splice(0)) resolve({ drafts: [] } as unknown as Completion);
  }

  fail(error: unknown): void {
    for (const { reject } of this.#answers.splice(0)) reject(error);
  }

  dispose(): void {
    this.isDisposed = true;
    this.fail(new Error('disposed'));
  }
}

function start() {
  const engines: FakeEngine[] = [];
  const page = new PageEngine((backend) => {
    const engine = new FakeEngine(backend);
    engines.push(engine);
    return engine as unknown as Engine;
  }, 'auto');
  return { page, engines };
}

test('what was being asked when another engine took over is asked of that one', async () => {
  const { page, engines } = start();
  const pending = page.complete('Hello');
  page.change('cpu');
  await expect.poll(() => engines[1]?.asked).toEqual(['Hello']);
  engines[1]?.answer();
  await expect(pending).resolves.toBeDefined();
  expect(engines.map(({ backend, isDisposed }) => [backend, isDisposed])).toEqual([
    ['auto', true],
    ['cpu', false],
  ]);
});

test('errors of the engine in use, and what was given up, are not asked again', async () => {
  const { page, engines } = start();
  const failing = page.complete('Hello');
  engines[0]?.fail(new Error('broken'));
  await expect(failing).rejects.toThrow('broken');
  const overtaken = page.complete('Hello again');
  engines[0]?.fail(new DOMException('overtaken', 'AbortError'));
  page.change('cpu');
  await expect(overtaken).rejects.toMatchObject({ name: 'AbortError' });
  expect(engines[1]?.asked).toEqual([]);
});
