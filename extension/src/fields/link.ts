import type { Completion } from 'foreword';
import { checked } from '../protocol/check.js';
import { type EngineState, type FromField, toField } from '../protocol/field-messages.js';
import { patience } from '../protocol/limits.js';

/** The part of a port that is used, so that tests can bring their own. */
export interface PortLike {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}

export interface LinkParts {
  /** Has the engine's document made, if there is none. Rejects where the extension is gone. */
  ensure: () => Promise<void>;
  connect: () => PortLike;
  /** Whether the extension that this script belongs to is still there. */
  isAlive: () => boolean;
  /** The extension is gone: nothing here will ever work again. */
  onOrphaned: () => void;
  onEngine: (state: EngineState, message: string) => void;
  wait?: (ms: number, run: () => void) => () => void;
}

type Asked = Extract<FromField, { kind: 'complete' }>;
type Answered = Extract<ReturnType<typeof checkedAnswer>, { kind: 'return' }>['completion'];

interface Question {
  readonly message: Asked;
  readonly resolve: (completion: Completion) => void;
  readonly reject: (error: Error) => void;
  /** How often it was sent; it is sent once more after the engine's document was lost. */
  sent: number;
}

const maxSent = 2;

/**
 * The way from a page's frame to the engine. It connects with the first question, again when the connection is lost,
 * and gives up after a few attempts, until the next question. Nothing that a person does waits for it.
 */
export class Link {
  #port: PortLike | undefined;
  /** The engine's side has said hello. */
  #isOpen = false;
  #isConnecting = false;
  #attempts = 0;
  #lastId = 0;
  readonly #questions = new Map<number, Question>();
  /** What must have arrived until then, else the connection counts as lost. */
  #endWaiting: (() => void) | undefined;
  #endBeats: (() => void) | undefined;
  #isFocused = false;
  readonly #wait: NonNullable<LinkParts['wait']>;

  constructor(private readonly parts: LinkParts) {
    this.#wait = parts.wait ?? later;
  }

  complete(asked: Omit<Asked, 'kind' | 'id'>, signal: AbortSignal | undefined): Promise<Completion> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const message: Asked = { kind: 'complete', id, ...asked };
      this.#questions.set(id, { message, resolve, reject, sent: 0 });
      signal?.addEventListener('abort', () => {
        if (!this.#questions.delete(id)) return;
        this.tell({ kind: 'cancel', id });
        reject(new DOMException('given up', 'AbortError'));
      });
      this.send();
      void this.connect();
    });
  }

  /** Sends what needs no answer, if there is a connection. */
  tell(message: Exclude<FromField, Asked>): void {
    if (this.#isOpen) this.post(message);
  }

  /** A field has the focus: the engine is kept awake meanwhile, and got ready before the first question. */
  focused(isFocused: boolean): void {
    this.#isFocused = isFocused;
    if (!isFocused) return;
    void this.connect();
    this.beat();
  }

  /** Looks whether the extension is still there: nobody tells a script that it was updated or removed. */
  look(): void {
    if (!this.parts.isAlive()) this.lost();
  }

  /** Ends it; pending questions are given up. */
  end(): void {
    this.#isFocused = false;
    const port = this.#port;
    this.lose();
    this.giveUp('the connection was ended');
    try {
      port?.disconnect();
    } catch {
      // It belongs to an extension that is gone.
    }
  }

  private async connect(): Promise<void> {
    if (this.#port !== undefined || this.#isConnecting) return;
    this.#isConnecting = true;
    try {
      await this.parts.ensure();
      const port = this.parts.connect();
      this.#port = port;
      const ifCurrent = (run: () => void) => {
        if (this.#port === port) run();
      };
      port.onMessage.addListener((message) => {
        ifCurrent(() => {
          this.receive(message);
        });
      });
      port.onDisconnect.addListener(() => {
        ifCurrent(() => {
          this.lost();
        });
      });
      this.expect(patience.hello);
    } catch {
      this.lost();
    } finally {
      this.#isConnecting = false;
    }
  }

  private receive(data: unknown): void {
    let message: ReturnType<typeof checkedAnswer>;
    try {
      message = checkedAnswer(data);
    } catch {
      // Whoever sends such things isn't the engine that this script was made for.
      this.drop();
      return;
    }
    switch (message.kind) {
      case 'hello':
        this.#isOpen = true;
        this.#attempts = 0;
        this.expect(undefined);
        this.send();
        this.beat();
        return;
      case 'pong':
        this.expect(undefined);
        return;
      case 'engine':
        this.parts.onEngine(message.state, message.message);
        return;
      case 'return':
      case 'throw': {
        const question = this.#questions.get(message.id);
        this.#questions.delete(message.id);
        this.expect(undefined);
        if (message.kind === 'return') question?.resolve(completionOf(message.completion));
        else if (message.code === 'cancelled')
          question?.reject(new DOMException(message.message, 'AbortError'));
        else question?.reject(new Error(message.message));
      }
    }
  }

  /** Sends the questions that this connection hasn't got yet. */
  private send(): void {
    if (!this.#isOpen) return;
    for (const [id, question] of this.#questions) {
      if (question.sent > 0 && this.#sentHere.has(id)) continue;
      if (question.sent === maxSent) {
        this.#questions.delete(id);
        question.reject(new Error(`the engine was lost ${maxSent} times with this question`));
        continue;
      }
      question.sent += 1;
      this.#sentHere.add(id);
      this.post(question.message);
    }
  }

  readonly #sentHere = new Set<number>();

  private post(message: FromField): void {
    try {
      this.#port?.postMessage(message);
    } catch {
      this.lost();
    }
  }

  /** Asks now and then whether the other side is still there; that also keeps Firefox's event page awake. */
  private beat(): void {
    this.#endBeats?.();
    this.#endBeats = this.#wait(this.#questions.size > 0 ? patience.pong : patience.heartbeat, () => {
      if (!this.#isFocused && this.#questions.size === 0) return;
      if (this.#isOpen && document.visibilityState === 'visible') {
        this.expect(patience.pong);
        this.post({ kind: 'ping', id: ++this.#lastId });
      }
      this.beat();
    });
  }

  /** Something must arrive within `ms`; `undefined`: it has. */
  private expect(ms: number | undefined): void {
    this.#endWaiting?.();
    this.#endWaiting =
      ms === undefined
        ? undefined
        : this.#wait(ms, () => {
            this.drop();
          });
  }

  /** The other side is silent, or not ours. */
  private drop(): void {
    const port = this.#port;
    this.lost();
    try {
      port?.disconnect();
    } catch {
      // It is gone already.
    }
  }

  /** Forgets the connection. */
  private lose(): void {
    this.#port = undefined;
    this.#isOpen = false;
    this.#sentHere.clear();
    this.#endBeats?.();
    this.expect(undefined);
  }

  /** The connection is gone: after a while the next is tried, if somebody waits for it. */
  private lost(): void {
    this.lose();
    if (!this.parts.isAlive()) {
      this.giveUp('the extension is gone');
      this.parts.onOrphaned();
      return;
    }
    if (this.#questions.size === 0) return;
    const delay = patience.backoff[this.#attempts];
    if (delay === undefined) {
      this.#attempts = 0;
      this.giveUp(`the engine didn't answer ${patience.backoff.length} times`);
      this.parts.onEngine('failed', 'The engine does not start.');
      return;
    }
    this.#attempts += 1;
    this.#wait(delay, () => void this.connect());
  }

  private giveUp(reason: string): void {
    const questions = [...this.#questions.values()];
    this.#questions.clear();
    for (const { reject } of questions) reject(new Error(reason));
  }
}

function checkedAnswer(data: unknown) {
  return checked(toField, data, 'answer');
}

/** The same; TypeScript tells an absent member from one that is `undefined`. */
function completionOf({ drafts, tokens, timingMs, steps, revision }: Answered): Completion {
  return { drafts, tokens, timingMs, steps, revision };
}

function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => {
    clearTimeout(timer);
  };
}
