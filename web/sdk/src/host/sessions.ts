import type { CoreEngine, CoreSessionOptions } from '../core.js';
import type { SessionOptions } from '../types.js';

/** A session as the host keeps it. It outlives the engines: each one opens it at its first call there. */
export class HostSession {
  readonly #ids = new WeakMap<CoreEngine, number>();

  constructor(private readonly options: SessionOptions) {}

  /** The session's id in this engine. Throws whatever the engine throws if it refuses the options. */
  idIn(engine: CoreEngine): number {
    const known = this.#ids.get(engine);
    if (known !== undefined) return known;
    const { prefix, kind, site, personal } = this.options;
    const options: CoreSessionOptions = { prefix, kind, site, personal };
    const id = engine.openSession(options);
    this.#ids.set(engine, id);
    return id;
  }

  closeIn(engine: CoreEngine): void {
    const id = this.#ids.get(engine);
    this.#ids.delete(engine);
    if (id === undefined) return;
    try {
      engine.closeSession(id);
    } catch {
      // The engine crashed or was freed, and the session with it.
    }
  }
}
