/** What tabs tell each other of documents; nothing of what stands in them. */
export type Notice =
  /** It was saved or erased. */
  | { kind: 'changed'; id: string }
  /** Another tab wants to write it. */
  | { kind: 'wanted'; id: string };

/** A channel between the tabs of this origin. */
export class Notices {
  readonly #channel: BroadcastChannel | undefined;
  readonly #listeners = new Set<(notice: Notice) => void>();

  constructor() {
    if (!('BroadcastChannel' in globalThis)) return;
    this.#channel = new BroadcastChannel('foreword-documents');
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const notice = noticeFrom(data);
      if (notice === undefined) return;
      for (const listener of this.#listeners) listener(notice);
    };
  }

  tell(notice: Notice): void {
    this.#channel?.postMessage(notice);
  }

  listen(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function noticeFrom(data: unknown): Notice | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { kind, id } = data as { kind?: unknown; id?: unknown };
  return (kind === 'changed' || kind === 'wanted') && typeof id === 'string' ? { kind, id } : undefined;
}
