import type { BackendChoice, BackendStatus } from './status.js';

/**
 * The client's view of the backend. It outlives the workers, and remembers that one died while the graphics card was in
 * use: the next worker then leaves the graphics card alone.
 */
export class BackendWatch {
  #status: BackendStatus | undefined;
  /** Set while the graphics card is left alone because a worker died with it. */
  #crash: Pick<BackendStatus, 'adapter' | 'message'> | undefined;

  constructor(
    private chosen: BackendChoice = 'auto',
    private readonly onBackend: (status: BackendStatus) => void = () => undefined,
  ) {}

  /** The choice that the next worker is loaded with. */
  get loadChoice(): BackendChoice {
    return this.#crash === undefined ? this.chosen : 'cpu';
  }

  /** The caller chose. From here on the graphics card has another chance. */
  choose(choice: BackendChoice): void {
    this.chosen = choice;
    this.#crash = undefined;
  }

  /** The choice that a test is made for. From here on the graphics card has another chance. */
  testChoice(): BackendChoice {
    this.#crash = undefined;
    return this.chosen;
  }

  /** The worker's status, with the crash that the worker doesn't know of. */
  explained(status: BackendStatus): BackendStatus {
    const isStandIn = this.#crash !== undefined && status.used === 'cpu' && status.reason === 'chosen';
    return isStandIn ? { ...status, ...this.#crash, reason: 'crashed' } : status;
  }

  told(status: BackendStatus): void {
    this.#status = this.explained(status);
    this.onBackend(this.#status);
  }

  /** The engine died. If the graphics card was in use or in a test, it may be the cause. */
  crashed(): void {
    const status = this.#status;
    if (status === undefined || (status.used === 'cpu' && status.reason !== 'testing')) return;
    this.#crash = {
      ...(status.adapter === undefined ? {} : { adapter: status.adapter }),
      message: 'the engine stopped while the graphics card was in use',
    };
    // A guess: the next worker reports the build that it loaded.
    const flavour = status.flavour === 'webgpu' ? 'cpu' : status.flavour;
    this.told({ used: 'cpu', flavour, reason: 'chosen' });
  }
}
