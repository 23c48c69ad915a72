import type { BackendChoice, BackendStatus } from './status.js';

/** The caller's side: keeps in mind, over the lives of several workers, that one died with the graphics card in use. */
export class BackendWatch {
  #status: BackendStatus | undefined;
  /** Set while the graphics card is left alone because a worker died with it. */
  #crash: Pick<BackendStatus, 'adapter' | 'message'> | undefined;

  constructor(
    private readonly chosen: BackendChoice = 'auto',
    private readonly onBackend: (status: BackendStatus) => void = () => undefined,
  ) {}

  /** What the next worker is to be loaded with. */
  get loadChoice(): BackendChoice {
    return this.#crash === undefined ? this.chosen : 'cpu';
  }

  /** What a test is to be made for. From here on the graphics card has another chance. */
  testChoice(): BackendChoice {
    this.#crash = undefined;
    return this.chosen;
  }

  /** Takes in what the worker says of itself, and gives it back with what it can't know. */
  explained(status: BackendStatus): BackendStatus {
    const isStandIn = this.#crash !== undefined && status.used === 'cpu' && status.reason === 'chosen';
    return isStandIn ? { ...status, ...this.#crash, reason: 'crashed' } : status;
  }

  told(status: BackendStatus): void {
    this.#status = this.explained(status);
    this.onBackend(this.#status);
  }

  /** The engine died. Whether the graphics card was to blame can't be known where it was in use or in a test. */
  crashed(): void {
    const status = this.#status;
    if (status === undefined || (status.used === 'cpu' && status.reason !== 'testing')) return;
    this.#crash = {
      ...(status.adapter === undefined ? {} : { adapter: status.adapter }),
      message: 'the engine stopped while the graphics card was in use',
    };
    // Which build it will be is known when the next worker says so.
    const flavour = status.flavour === 'webgpu' ? 'cpu' : status.flavour;
    this.told({ used: 'cpu', flavour, reason: 'chosen' });
  }
}
