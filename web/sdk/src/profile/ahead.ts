import { toForewordError } from '../errors.js';
import { type Keeper, changeOf } from './keeper.js';
import { voices } from './store.js';

/** Waits; returns what ends that. Tests bring their own. */
export type Wait = (ms: number, task: () => void) => () => void;

/** How long nothing must have been asked before something is read, in milliseconds. */
const quietMs = 250;

/** How long after one snapshot of a kind of text the next is kept, in milliseconds: each has megabytes. */
const betweenSnapshotsMs = 60_000;

export interface AheadParts {
  keeper: Keeper;
  /** Names the model, whose snapshots no other can read. */
  model: () => string;
  wait?: Wait;
  now?: () => number;
}

/**
 * Reads what sessions' next texts stand behind, in idle time: from a snapshot as far as there is one, else token by
 * token. Every request of a session interrupts it; it goes on in the next pause.
 */
export class Ahead {
  /** Sessions that may have something to read, the one used last first. */
  #waiting: number[] = [];
  #stop: (() => void) | undefined;
  #isReading = false;
  /** Sessions that have what there is of a snapshot. */
  readonly #restored = new Set<number>();
  /** What the snapshots hold that were kept, and when they were. */
  readonly #kept = new Map<string, { messages: string; at: number }>();
  readonly #wait: Wait;
  readonly #now: () => number;
  #isEnded = false;

  constructor(private readonly parts: AheadParts) {
    this.#wait = parts.wait ?? later;
    this.#now = parts.now ?? (() => performance.now());
  }

  /** A session was used, or the profile has changed: in the next pause it is looked after. */
  used(session: number): void {
    this.#waiting = [session, ...this.#waiting.filter((other) => other !== session)];
    this.schedule();
  }

  /** A session was closed. */
  closed(session: number): void {
    this.#waiting = this.#waiting.filter((other) => other !== session);
    this.#restored.delete(session);
  }

  end(): void {
    this.#isEnded = true;
    this.#stop?.();
    this.#waiting = [];
  }

  private schedule(): void {
    this.#stop?.();
    if (this.#isEnded) return;
    this.#stop = this.#wait(quietMs, () => {
      void this.read();
    });
  }

  private async read(): Promise<void> {
    if (this.#isReading) {
      this.schedule();
      return;
    }
    this.#isReading = true;
    try {
      for (let session = this.#waiting[0]; session !== undefined; session = this.#waiting[0]) {
        await this.look(session);
        this.#waiting = this.#waiting.filter((other) => other !== session);
      }
    } catch (error) {
      // A request came in between; the next pause will do. Whatever else failed, drafts come without it.
      if (toForewordError(error).code === 'cancelled') this.schedule();
      else this.#waiting = [];
    } finally {
      this.#isReading = false;
    }
  }

  private async look(session: number): Promise<void> {
    const { keeper } = this.parts;
    const store = await keeper.store();
    // Not in the keeper's turn, since it takes long and changes nothing.
    const call = await keeper.look((call) => Promise.resolve(call));
    const before = await call('prefixOf', [], session);
    const name = await store.snapshotName(`${this.parts.model()} ${before.kind} ${before.site}`);
    if (before.isWaiting && !this.#restored.has(session)) {
      this.#restored.add(session);
      const snapshot = await store.snapshot(name);
      // One of another model is refused, and the text is read.
      if (snapshot !== undefined) await call('restorePrefix', [snapshot.bytes], session).catch(() => 0);
    }
    if (!(await call('readAhead', [], session))) return;
    // Another engine may have to read it again.
    this.#restored.delete(session);
    const after = await call('prefixOf', [], session);
    if (after.hasStudied) await this.study(session);
    const messages = after.hasVoices ? [...after.messages, voices] : after.messages;
    if (!after.isWaiting && messages.length > 0) await this.keep(session, name, messages);
  }

  private study(session: number): Promise<undefined> {
    return this.parts.keeper.change(async (call) => {
      const changes = await call('studied', [], session);
      // The texts are what they were; only what is known of them has changed.
      const isChanged = changes != null && changes.put.length > 0;
      return { value: undefined, change: isChanged ? changeOf(changes, { keepsTexts: true }) : undefined };
    });
  }

  private async keep(session: number, name: string, messages: readonly number[]): Promise<void> {
    const { keeper } = this.parts;
    const held = messages.join();
    const kept = this.#kept.get(name);
    if (kept?.messages === held) return;
    if (kept !== undefined && this.#now() - kept.at < betweenSnapshotsMs) return;
    const call = await keeper.look((call) => Promise.resolve(call));
    const basis = keeper.revision;
    const bytes = await call('snapshotPrefix', [], session);
    if (bytes == null) return;
    this.#kept.set(name, { messages: held, at: this.#now() });
    await (await keeper.store()).keepSnapshot({ name, messages, bytes }, basis);
  }
}

const later: Wait = (ms, task) => {
  const timer = setTimeout(task, ms);
  return () => {
    clearTimeout(timer);
  };
};
