import type { Engine, PlainCompleteOptions, SessionOptions } from 'foreword';
import { checked } from '../protocol/check.js';
import { decoded, encoded } from '../protocol/codec.js';
import { type FromPage, type ToPage, fromPage } from '../protocol/page-messages.js';
import type { EngineKeeper, KeptSession } from './keeper.js';

type Call = Extract<FromPage, { id: number; call: string }>;

/** One of our own pages' side of the engine: it may do what a page of the app may. */
export class PageConnection {
  readonly #sessions = new Map<number, KeptSession>();
  readonly #running = new Map<number, AbortController>();

  constructor(
    private readonly keeper: EngineKeeper,
    private readonly send: (message: ToPage) => void,
  ) {
    send({ kind: 'hello' });
    this.tellState();
  }

  /** @throws {BadMessage} */
  receive(data: unknown): void {
    const message = checked(fromPage, data, 'message of a page');
    if (message.kind === 'cancel') this.#running.get(message.id)?.abort();
    else if (message.kind === 'close') this.close(message.session);
    else void this.answer(message);
  }

  tellState(): void {
    this.send({ kind: 'engine', ...this.keeper.state });
  }

  end(): void {
    for (const call of this.#running.values()) call.abort();
    for (const session of this.#sessions.keys()) this.close(session);
  }

  private close(session: number): void {
    this.#sessions.get(session)?.close();
    this.#sessions.delete(session);
  }

  private async answer(call: Call): Promise<void> {
    const { id } = call;
    const abort = new AbortController();
    this.#running.set(id, abort);
    try {
      const args = call.args.map(decoded);
      const value = await this.run(call, args, abort.signal);
      this.send({ kind: 'return', id, value: encoded(value) });
    } catch (error) {
      const { code, message } = Object(error) as { code?: unknown; message?: unknown };
      this.send({
        kind: 'throw',
        id,
        code: typeof code === 'string' ? code : 'internal',
        message: typeof message === 'string' ? message : String(error),
      });
    } finally {
      this.#running.delete(id);
    }
  }

  private run(call: Call, args: unknown[], signal: AbortSignal): Promise<unknown> {
    if (call.kind === 'session') return this.runInSession(call, args, signal);
    // The engine checks what it is given, whatever the types say here.
    return this.keeper.guarded((engine) => {
      const target: Engine | Engine['profile'] = call.kind === 'profile' ? engine.profile : engine;
      const method = Reflect.get(target, call.call) as (...given: unknown[]) => Promise<unknown>;
      return method.apply(target, args);
    }, true);
  }

  private runInSession(
    call: Extract<Call, { kind: 'session' }>,
    args: unknown[],
    signal: AbortSignal,
  ): Promise<unknown> {
    const session =
      this.#sessions.get(call.session) ?? this.keeper.session(decoded(call.options) as SessionOptions);
    this.#sessions.set(call.session, session);
    const [context, second] = args as [{ before: string }, never];
    if (call.call === 'complete') return session.complete(context, plain(second), signal);
    return this.keeper.guarded((engine, number) => session.in(engine, number).why(context, second), true);
  }
}

function plain(options: PlainCompleteOptions | undefined): PlainCompleteOptions {
  return options ?? {};
}
