import type { Completion, PlainCompleteOptions, SessionOptions } from 'foreword';
import type { HostRules } from '../protocol/background-messages.js';
import { BadMessage, checked } from '../protocol/check.js';
import { type FromField, type ToField, fromField } from '../protocol/field-messages.js';
import { limits } from '../protocol/limits.js';
import { kindOf } from '../settings/kind.js';
import type { EngineKeeper, KeptSession } from './keeper.js';

/** Where a frame is, told by the browser and not by the frame. */
export interface Origin {
  /** Site of the tab. */
  readonly site: string;
  readonly isPrivate: boolean;
}

/** Learns finished texts and counts; what it does takes as long as it takes, and fails without a word to the page. */
export interface Learner {
  learn(finished: { text: string; site: string; origin: string }): void;
  count(counts: { typed: number; inserted: number; taken: number; dismissed: number }): void;
}

export interface ConnectionParts {
  readonly keeper: EngineKeeper;
  readonly origin: Origin;
  readonly learner: Learner;
  readonly rules: () => HostRules | undefined;
  readonly send: (message: ToField) => void;
  /** A question was answered after so many milliseconds, by a model that was loaded. */
  readonly onTime: (ms: number) => void;
  /** The session that goes first from now on. */
  readonly onFocus: (session: KeptSession) => void;
}

type Asked = Extract<FromField, { kind: 'complete' }>;

/**
 * One frame's side of the engine. What comes from a frame is checked: its script runs in a process that belongs to a
 * page. A message that is none ends the connection.
 */
export class Connection {
  readonly #sessions = new Map<number, KeptSession>();
  readonly #questions = new Map<number, AbortController>();

  constructor(private readonly parts: ConnectionParts) {
    parts.send({ kind: 'hello' });
    this.tellState();
  }

  /** @throws {BadMessage} */
  receive(data: unknown): void {
    const message = checked(fromField, data, 'message of a frame');
    switch (message.kind) {
      case 'complete':
        void this.answer(message);
        return;
      case 'cancel':
        this.#questions.get(message.id)?.abort();
        return;
      case 'focus': {
        const session = this.#sessions.get(message.session);
        if (session !== undefined) this.parts.onFocus(session);
        return;
      }
      case 'close':
        this.#sessions.get(message.session)?.close();
        this.#sessions.delete(message.session);
        return;
      case 'learn':
        if (this.mayLearn()) {
          const { text, origin } = message;
          this.parts.learner.learn({ text, origin, site: this.parts.origin.site });
        }
        return;
      case 'count':
        if (this.mayLearn()) {
          const { typed, inserted, taken, dismissed } = message;
          this.parts.learner.count({ typed, inserted, taken, dismissed });
        }
        return;
      case 'ping':
        this.parts.send({ kind: 'pong', id: message.id });
    }
  }

  tellState(): void {
    this.parts.send({ kind: 'engine', ...this.parts.keeper.state });
  }

  end(): void {
    for (const question of this.#questions.values()) question.abort();
    for (const session of this.#sessions.values()) session.close();
    this.#questions.clear();
    this.#sessions.clear();
  }

  private async answer(message: Asked): Promise<void> {
    const { id } = message;
    const abort = new AbortController();
    try {
      if (!this.isOpen()) throw new Refusal('drafts are off for this page');
      if (this.#questions.size >= limits.questions) {
        throw new BadMessage(
          `${this.#questions.size} questions of one frame are open, ${limits.questions} may be`,
        );
      }
      this.#questions.set(id, abort);
      const { before, after, asked } = message;
      const session = this.sessionFor(message);
      const isLoaded = this.parts.keeper.state.state === 'ready';
      const begin = performance.now();
      const completion = await session.complete({ before, after }, plain(asked), abort.signal);
      // A second look, in a pause, is waited for by nobody.
      if (isLoaded && asked.depth !== 'full') this.parts.onTime(performance.now() - begin);
      if (!abort.signal.aborted) this.parts.send({ kind: 'return', id, completion: wire(completion) });
    } catch (error) {
      if (!abort.signal.aborted) this.parts.send({ kind: 'throw', id, ...told(error) });
    } finally {
      this.#questions.delete(id);
    }
  }

  private sessionFor({ session: number, field }: Asked): KeptSession {
    const known = this.#sessions.get(number);
    if (known !== undefined) return known;
    const [oldest] = this.#sessions;
    if (oldest !== undefined && this.#sessions.size >= limits.sessions) {
      oldest[1].close();
      this.#sessions.delete(oldest[0]);
    }
    const session = this.parts.keeper.session(this.optionsFor(field));
    this.#sessions.set(number, session);
    this.parts.onFocus(session);
    return session;
  }

  /** In a private window what was learned is neither added to nor shown: others may look on. */
  private optionsFor({ isLine, isUnlearned }: Asked['field']): SessionOptions {
    const { site, isPrivate } = this.parts.origin;
    const kind = kindOf(site);
    return {
      kind,
      site,
      field: isLine ? 'line' : 'text',
      learns: !isPrivate && !isUnlearned,
      personal: !isPrivate && this.parts.rules()?.personal[kind] !== false,
    };
  }

  /** Whether anything is offered, as far as this side knows; a frame that asks all the same is refused. */
  private isOpen(): boolean {
    const { origin, rules } = this.parts;
    const known = rules();
    if (known === undefined) return true;
    return known.isOn && !known.offSites.includes(origin.site) && (!origin.isPrivate || known.allowsPrivate);
  }

  private mayLearn(): boolean {
    const { origin, rules } = this.parts;
    return !origin.isPrivate && rules() !== undefined && this.isOpen();
  }
}

/** Drafts are off there. */
class Refusal extends Error {
  readonly code = 'refused';
}

function told(error: unknown): { code: string; message: string } {
  const { code, name, message } = Object(error) as { code?: unknown; name?: unknown; message?: unknown };
  if (name === 'AbortError') return { code: 'cancelled', message: 'a later question took over' };
  return {
    code: typeof code === 'string' ? code : 'internal',
    message: typeof message === 'string' ? message : String(error),
  };
}

/** Members that are absent, not `undefined`. */
function plain(asked: Asked['asked']): PlainCompleteOptions {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

function wire({ drafts, tokens, timingMs, steps, revision }: Completion) {
  return { drafts, tokens, timingMs, steps, revision };
}
