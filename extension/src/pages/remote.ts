import type { Context, Draft, SessionOptions } from 'foreword';
import type { EngineAccess, ProfileAccess, SessionAccess } from 'foreword-ui/contracts';
import { checked } from '../protocol/check.js';
import { decoded, encoded } from '../protocol/codec.js';
import type { EngineState } from '../protocol/field-messages.js';
import { pagePort } from '../protocol/limits.js';
import { type FromPage, profileCalls, toPage } from '../protocol/page-messages.js';

/** An error as `ForewordError` is one, from the engine's document. */
class RemoteError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** A call before it has its number. */
type Unsent = FromPage extends infer M ? (M extends { args: unknown[] } ? Omit<M, 'id'> : never) : never;

/** The engine of all tabs, for our own pages: the same methods, each of which is a message. */
export class RemoteEngine {
  readonly #waiting = new Map<number, Waiting>();
  #port: Promise<chrome.runtime.Port> | undefined;
  #lastId = 0;
  #lastSession = 0;

  constructor(private readonly onState: (state: EngineState, message: string) => void) {}

  /** Has the model loaded, so that it is there when something is asked. */
  async load(): Promise<void> {
    await this.call({ kind: 'engine', call: 'load', args: [] });
  }

  get engine(): EngineAccess {
    const call = (name: Extract<FromPage, { kind: 'engine' }>['call'], args: unknown[] = []) =>
      this.call({ kind: 'engine', call: name, args }) as Promise<never>;
    return {
      backend: () => call('backend'),
      use: (choice) => call('use', [choice]),
      testBackends: () => call('testBackends'),
      storage: () => call('storage'),
      forgetModel: () => call('forgetModel'),
      session: (options) => this.session(options),
    };
  }

  get profile(): ProfileAccess {
    const calls = profileCalls.map((call) => [
      call,
      (...args: unknown[]) => this.call({ kind: 'profile', call, args }),
    ]);
    // Each method is the profile's own, with its arguments and its answer as they are.
    const profile: unknown = Object.fromEntries(calls);
    return profile as ProfileAccess;
  }

  private session(options: SessionOptions = {}): SessionAccess {
    const session = ++this.#lastSession;
    const call = (name: 'complete' | 'why', args: unknown[], signal?: AbortSignal) =>
      this.call({ kind: 'session', session, options, call: name, args }, signal) as Promise<never>;
    return {
      complete: (context, { signal, ...asked } = {}) => call('complete', [context, asked], signal),
      why: (context: Context, draft: Draft) => call('why', [context, draft]),
      dispose: () => {
        void this.post({ kind: 'close', session });
      },
    };
  }

  private call(message: Unsent, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      signal?.addEventListener('abort', () => {
        if (!this.#waiting.delete(id)) return;
        void this.post({ kind: 'cancel', id });
        reject(new DOMException('given up', 'AbortError'));
      });
      const args = message.args.map(encoded);
      this.post({ ...message, id, args }).catch((error: unknown) => {
        this.#waiting.delete(id);
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  private async post(message: FromPage): Promise<void> {
    this.#port ??= this.connect();
    (await this.#port).postMessage(message);
  }

  private async connect(): Promise<chrome.runtime.Port> {
    await chrome.runtime.sendMessage({ to: 'background', kind: 'ensure' });
    const port = chrome.runtime.connect({ name: pagePort });
    port.onMessage.addListener((message: unknown) => {
      this.receive(message);
    });
    port.onDisconnect.addListener(() => {
      this.#port = undefined;
      const waiting = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const { reject } of waiting)
        reject(new RemoteError('engine-crashed', 'The engine was closed; try again.'));
    });
    return port;
  }

  private receive(data: unknown): void {
    const message = checked(toPage, data, 'answer');
    if (message.kind === 'hello') return;
    if (message.kind === 'engine') {
      this.onState(message.state, message.message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'return') waiting?.resolve(decoded(message.value));
    else waiting?.reject(new RemoteError(message.code, message.message));
  }
}
