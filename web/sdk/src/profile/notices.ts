/** Tells other tabs and workers that a profile has changed: the revision, and nothing of what it holds. */
export class Notices {
  #channel: BroadcastChannel | undefined;
  readonly #listeners = new Set<(revision: number) => void>();

  constructor(private readonly name: string) {}

  tell(revision: number): void {
    try {
      this.open()?.postMessage(revision);
    } catch {
      // The channel was closed; whoever changes the profile next finds out by itself.
    }
  }

  listen(listener: (revision: number) => void): () => void {
    this.#listeners.add(listener);
    // Opened, so that messages arrive.
    this.open();
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
    this.#listeners.clear();
  }

  private open(): BroadcastChannel | undefined {
    if (this.#channel !== undefined || !('BroadcastChannel' in globalThis)) return this.#channel;
    const channel = new BroadcastChannel(`foreword-profile-${this.name}`);
    channel.onmessage = ({ data }: { data: unknown }) => {
      if (!Number.isSafeInteger(data)) return;
      for (const listener of this.#listeners) listener(data as number);
    };
    return (this.#channel = channel);
  }
}
