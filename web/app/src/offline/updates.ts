import { locks } from '../documents/locks.js';
import type { Request } from './manifest.js';
import { pageLock } from './manifest.js';

/** A new version is looked for this often while the page is open. */
const everyMs = 60 * 60 * 1000;

export interface UpdateEvents {
  /** Everything that the page needs without a network is kept. */
  onKept: () => void;
  /** A new version is there. `take` has the page use it: it is loaded anew. */
  onUpdate: (take: () => void) => void;
}

/** The page's side of the service worker. */
export class Updates {
  #registration: ServiceWorkerRegistration | undefined;
  #isTaking = false;

  constructor(private readonly events: UpdateEvents) {}

  /** @param entry - Address of the page's script, which names its version. */
  async begin(entry: string): Promise<void> {
    const { serviceWorker } = navigator as Partial<Navigator>;
    if (serviceWorker === undefined) return;
    // As long as this page is open, the service worker keeps what its version may still need.
    void locks()?.request(pageLock(entry), { mode: 'shared' }, () => new Promise(() => undefined));
    serviceWorker.addEventListener('controllerchange', () => {
      if (this.#isTaking) location.reload();
    });
    const registration = await serviceWorker.register('./sw.js', { updateViaCache: 'none' });
    this.#registration = registration;
    this.watch(registration);
    registration.active?.postMessage({ kind: 'tidy' } satisfies Request);
    setInterval(() => void this.look(), everyMs);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.look();
    });
  }

  /** The engine runs with this build. */
  async uses(flavour: string): Promise<void> {
    const { serviceWorker } = navigator as Partial<Navigator>;
    const ready = await serviceWorker?.ready;
    if (ready?.active == null) return;
    ready.active.postMessage({ kind: 'keep', flavour } satisfies Request);
    this.events.onKept();
  }

  /** Looks for a new version. Without a network there is none. */
  async look(): Promise<void> {
    await this.#registration?.update().catch(() => undefined);
  }

  private watch(registration: ServiceWorkerRegistration): void {
    if (registration.waiting !== null) this.offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        // The first one of all is no update.
        if (installing.state === 'installed' && registration.active !== null) this.offer(installing);
      });
    });
  }

  private offer(worker: ServiceWorker): void {
    this.events.onUpdate(() => {
      this.#isTaking = true;
      // Another page may have taken it already.
      if (worker.state === 'installed') worker.postMessage({ kind: 'take-over' } satisfies Request);
      else location.reload();
    });
  }
}
