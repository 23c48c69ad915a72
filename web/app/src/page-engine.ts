import type { BackendChoice, BackendStatus, CompleteOptions, Completion, Engine, EngineInfo } from 'foreword';

/** What the page asks of its engine. */
export type Asking = Pick<Engine, 'complete'>;

/** The engine of the page, made anew where a choice asks for another. What was being asked is asked of the new one. */
export class PageEngine implements Asking {
  #engine: Engine;

  constructor(
    private readonly make: (backend: BackendChoice) => Engine,
    backend: BackendChoice,
  ) {
    this.#engine = make(backend);
  }

  load(): Promise<EngineInfo> {
    return this.ask((engine) => engine.load());
  }

  testBackends(): Promise<BackendStatus> {
    return this.ask((engine) => engine.testBackends());
  }

  complete(text: string, options?: CompleteOptions): Promise<Completion> {
    return this.ask((engine) => engine.complete(text, options));
  }

  /** From now on another engine answers; it has to be loaded. */
  change(backend: BackendChoice): void {
    const old = this.#engine;
    this.#engine = this.make(backend);
    old.dispose();
  }

  private async ask<T>(question: (engine: Engine) => Promise<T>): Promise<T> {
    const engine = this.#engine;
    try {
      return await question(engine);
    } catch (error) {
      const isOver = error instanceof DOMException && error.name === 'AbortError';
      if (isOver || engine === this.#engine) throw error;
      return this.ask(question);
    }
  }
}
