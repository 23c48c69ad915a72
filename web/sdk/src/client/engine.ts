import { type BackendChoice, type BackendStatus, backendChoices } from '../backend/status.js';
import { BackendWatch } from '../backend/watch.js';
import type { Engine, EngineEvents, EngineSession, LoadOptions, Session } from '../engine.js';
import { ForewordError, toForewordError } from '../errors.js';
import { oneOf } from '../schema.js';
import { loadSchema, sessionSchema } from '../schemas.js';
import type { CallVerb } from '../profile/keeper.js';
import type { Transport, TransportEvents } from '../transport/transport.js';
import type { EngineInfo, SessionOptions, StorageInfo } from '../types.js';
import { validate } from '../validate.js';
import type { Profile } from '../profile/profile.js';
import { Personal, type ProfileChoice } from './profile.js';
import { SessionClient } from './session.js';

/** What to load, as far as it is known before anything is looked up. */
export type Wanted = Omit<LoadOptions, 'model'> & { model?: LoadOptions['model'] | undefined };

export interface ClientOptions extends EngineEvents {
  load: Wanted;
  /** Makes `load` complete by looking things up; called at every start. Default: `load` is complete. */
  locate?: (() => Promise<Wanted>) | undefined;
  /** Where the profile is kept. Default: there is none. */
  profile?: ProfileChoice | undefined;
  /** Makes the transport, which reports what happens to its engine to `events`. */
  transport(events: TransportEvents): Transport;
}

/** The public API over any transport: loads on first use, and keeps the sessions over the lives of several workers. */
export class EngineClient implements Engine {
  readonly #transport: Transport;
  readonly #watch: BackendWatch;
  readonly #personal: Personal;
  /** SHA-256 of the model. */
  #model = '';
  #loading: Promise<EngineInfo> | undefined;
  /** The engine runs, but its decoder did not load. */
  #lacksDecoder = false;
  #crashes = 0;
  readonly #sessions = new Set<SessionClient>();
  #focused: Session | undefined;
  #lastSession = 0;
  #isDisposed = false;

  constructor(private readonly options: ClientOptions) {
    const watch = new BackendWatch(options.load.backend, options.onBackend);
    this.#watch = watch;
    this.#transport = options.transport({
      onCrash: () => {
        this.#loading = undefined;
        this.#crashes += 1;
        watch.crashed();
      },
      onBackend: (status) => {
        watch.told(status);
      },
    });
    this.#personal = new Personal(options.profile ?? false, {
      model: () => this.#model,
      ready: () => this.ready(),
      crashes: () => this.#crashes,
      call: ((verb, args, session) => this.#transport.call('profile', { verb, args, session })) as CallVerb,
    });
  }

  get profile(): Profile {
    return this.#personal.profile;
  }

  load(): Promise<EngineInfo> {
    if (this.#loading === undefined) return this.ready();
    if (!this.#lacksDecoder) return this.#loading;
    // The engine goes on answering while its decoder is tried again.
    this.#lacksDecoder = false;
    const loading = this.start();
    loading.then(
      () => (this.#loading = loading),
      () => (this.#lacksDecoder = true),
    );
    return loading;
  }

  session(options: SessionOptions = {}): EngineSession {
    if (this.#isDisposed) throw disposed();
    const checked = validate(sessionSchema, options, { code: 'bad-argument', name: 'options' });
    const crashes = () => this.#crashes;
    const session = new SessionClient(++this.#lastSession, checked, {
      transport: this.#transport,
      personal: this.#personal,
      ready: () => this.ready(),
      get crashes() {
        return crashes();
      },
      isFocused: (asked) => this.#focused === asked,
      focus: (focused) => (this.#focused = focused),
      forget: () => this.#sessions.delete(session),
    });
    this.#sessions.add(session);
    return session;
  }

  async use(choice: BackendChoice): Promise<BackendStatus> {
    const checked = validate(oneOf(backendChoices), choice, { code: 'bad-argument', name: 'choice' });
    this.#watch.choose(checked);
    await this.ready();
    return this.#watch.explained(await this.#transport.call('use', checked));
  }

  async backend(): Promise<BackendStatus> {
    await this.ready();
    return this.#watch.explained(await this.#transport.call('backend', null));
  }

  async testBackends(): Promise<BackendStatus> {
    await this.ready();
    try {
      return await this.#transport.call('test-backends', this.#watch.testChoice());
    } catch (error) {
      // A test that ended the worker has an outcome too, and the next worker reports it.
      if (toForewordError(error).code !== 'engine-crashed' || this.#watch.loadChoice !== 'cpu') throw error;
      return this.backend();
    }
  }

  async storage(): Promise<StorageInfo> {
    return this.#transport.call('storage', null);
  }

  async forgetModel(): Promise<void> {
    await this.#transport.call('forget-model', null);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const session of this.#sessions) session.end(disposed());
    this.#sessions.clear();
    this.#personal.mention((opened) => {
      opened.end();
    });
    this.#transport.dispose();
    this.#loading = undefined;
  }

  /** Loads the engine unless it is loaded or loading. */
  protected ready(): Promise<EngineInfo> {
    if (this.#loading !== undefined) return this.#loading;
    const loading = this.start();
    this.#loading = loading;
    loading.then(
      () => {
        this.#personal.tell((opened) => opened.begin());
      },
      () => {
        if (this.#loading === loading) this.#loading = undefined;
      },
    );
    return loading;
  }

  private async start(): Promise<EngineInfo> {
    if (this.#isDisposed) throw disposed();
    const { load: wanted, locate } = this.options;
    const located = locate === undefined ? wanted : await locate();
    const options = { ...located, backend: this.#watch.loadChoice };
    const load = validate(loadSchema, options, { code: 'bad-argument', name: 'options' });
    const info = await this.#transport.call('load', load, (progress) => this.options.onProgress?.(progress));
    this.#lacksDecoder = info.decoder.state === 'failed';
    this.#model = load.model.sha256;
    return info;
  }
}

function disposed(): ForewordError {
  return new ForewordError('disposed', 'the engine was disposed of');
}
