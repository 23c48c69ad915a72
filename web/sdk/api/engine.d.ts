import type { BackendChoice, BackendStatus, ThreadChoice } from './backend/status.js';
import type { CpuFlavour, Flavour } from './flavour.js';
import type { PersonalSession, Profile } from './profile/profile.js';
import type { CompleteOptions, Completing, Completion, Context, EngineInfo, ModelSource, Progress, SessionOptions, StorageInfo } from './types.js';
/** What an engine needs to know to load; it can be sent to a worker. */
export interface LoadOptions {
    model: ModelSource;
    /** The drafting decoder made for that model. The engine works without one, more slowly. */
    decoder?: ModelSource | undefined;
    /** The build for the processor. Chosen by feature detection if absent. */
    flavour?: CpuFlavour | undefined;
    /**
     * Where drafts are computed. `"auto"`, the default: on the processor at first; in a pause the graphics card is
     * tested, once for each card and model, and takes over if it is right and faster. `"cpu"`: no graphics card is looked
     * for. `"webgpu"`: the graphics card is used if it is right, even where it is slower, and nothing is remembered: for
     * measurements. {@link Engine.use} changes it later.
     */
    backend?: BackendChoice | undefined;
    /**
     * Memory that the caches of all sessions together may take, in bytes. The sessions that were used least recently lose
     * their caches first, and read their text again. Default: the engine's own limit.
     */
    sessionMemoryBytes?: number | undefined;
    /**
     * Threads that compute on the processor, where the engine's worker may share memory with others: in pages that are
     * cross-origin isolated. `"auto"`, the default, tries two and four in pauses, once for each model, and keeps what is
     * fastest. A number is used as it is. Each further thread is one more worker with the engine's script, and takes memory
     * for its part of the weights. `BackendStatus.threads` tells how many there are. An engine without a worker has one.
     */
    threads?: ThreadChoice | undefined;
    /** Addresses of the WASM builds, where a bundler moved them. */
    wasmUrls?: Partial<Record<Flavour, string | undefined>> | undefined;
}
/** News from an engine. */
export interface EngineEvents {
    /** Called while the model is downloaded and loaded. */
    onProgress?: ((progress: Progress) => void) | undefined;
    /** Called when drafts are computed elsewhere than before, or more is known about why. */
    onBackend?: ((status: BackendStatus) => void) | undefined;
}
/** On-device autocomplete. Every method may be called before {@link Engine.load}, which is then done first. */
export interface Engine {
    /**
     * Downloads the model if it is not stored yet, checks it and makes it ready. Nothing is done twice: a second call
     * gets the first one's result, unless that failed or its drafting decoder did not load.
     *
     * @throws {ForewordError} `code` is `"unsupported"`, `"network"`, `"model-missing"`, `"model-corrupt"`,
     *   `"model-invalid"`, `"quota-exceeded"`, `"storage"` or `"engine-crashed"`. Calling again is a retry.
     */
    load(): Promise<EngineInfo>;
    /**
     * Opens a session: one text that is being written, such as one text field. It is cheap, and nothing is loaded before
     * its first {@link Session.complete}.
     *
     * @throws {ForewordError} `"bad-argument"` or `"disposed"`.
     * @example
     * ```ts
     * const session = engine.session({ prefix: 'Notes for the meeting on Monday.\n\n' });
     * const { drafts } = await session.complete({ before: 'We should talk about' });
     * ```
     */
    session(options?: SessionOptions): EngineSession;
    /** What is learned of the person who writes. Its methods reject with `"bad-argument"` if the engine has no profile. */
    readonly profile: Profile;
    /**
     * Changes where drafts are computed, as `LoadOptions.backend` chose it first. Sessions stay valid and calls under way
     * are answered. `"cpu"` leaves the graphics card, `"auto"` decides as after loading, `"webgpu"` uses the graphics
     * card if it is right.
     *
     * Resolves once the choice is in effect. A test that it leads to goes on in pauses; `EngineEvents.onBackend` reports
     * its outcome.
     *
     * @throws {ForewordError} `"bad-argument"`, `"engine-crashed"`, `"disposed"` or one of {@link load}'s.
     */
    use(choice: BackendChoice): Promise<BackendStatus>;
    /** Where drafts are computed, and why. `EngineEvents.onBackend` reports every change. */
    backend(): Promise<BackendStatus>;
    /**
     * Forgets what is remembered of this graphics card and tests it, in pauses between other calls. Resolves to the
     * outcome, which is then used and remembered. Where the choice is `"cpu"` nothing is tested.
     *
     * @throws {ForewordError} `"engine-crashed"`, `"disposed"` or one of {@link load}'s.
     */
    testBackends(): Promise<BackendStatus>;
    /**
     * What is kept on this device, and how large it is. Nothing is loaded for it.
     *
     * @throws {ForewordError} `"storage"`, `"engine-crashed"` or `"disposed"`.
     * @example
     * ```ts
     * const { bytes, kind } = await engine.storage();
     * console.log(`${Math.round(bytes / 1e6)} MB in ${kind}`);
     * ```
     */
    storage(): Promise<StorageInfo>;
    /**
     * Deletes the stored files of all models, those of interrupted downloads included. Waits for tabs that are loading. An
     * engine that is loaded goes on until it is disposed of; the next one downloads its model again.
     *
     * @throws {ForewordError} `"storage"`, if the browser refuses; `"engine-crashed"` or `"disposed"`.
     * @example
     * ```ts
     * await engine.forgetModel();
     * engine.dispose();
     * ```
     */
    forgetModel(): Promise<void>;
    /**
     * Ends the worker and all sessions. Pending and later calls reject with `code` `"disposed"`. The stored model stays.
     */
    dispose(): void;
}
/**
 * One text that is being written. It survives a crash of the worker and a change of backend: the engine opens it again
 * and the answer comes as if nothing had happened, only later.
 */
export interface Session {
    /**
     * Continues the text at the caret.
     *
     * Resolves to at most `options.drafts` drafts, the likeliest first. No draft at all means that nothing is worth
     * showing; it is not an error. A later call of the same session aborts this one; calls of other sessions wait or go
     * before, see {@link focus}. Nothing leaves the device. If the graphics card fails, the processor answers; if the
     * worker dies, a new one is asked once more.
     *
     * @throws {DOMException} `AbortError`, if overtaken by a later call; if aborted, the reason of `options.signal`.
     * @throws {ForewordError} `code` is `"bad-argument"`, `"engine-crashed"`, `"disposed"` or one of
     *   {@link Engine.load}'s.
     * @example
     * ```ts
     * const { drafts } = await session.complete({ before: 'Thank you for your' });
     * ```
     */
    complete(context: Context, options?: CompleteOptions): Promise<Completion>;
    /**
     * From now on this session's calls go before those of all others, until another session is focused. The calls of
     * unfocused sessions are answered in the order in which they came.
     */
    focus(): void;
    /** Ends the session and gives its memory back. Pending and later calls reject with `code` `"disposed"`. */
    dispose(): void;
}
/** A session of an {@link Engine}, whose answers may be iterated too. */
export interface EngineSession extends Session, PersonalSession {
    /**
     * Continues the text at the caret, as {@link Session.complete} does. Instead of being awaited, the answer may be
     * iterated; then drafts come as they are improved: first as the drafting decoder writes them, then verified, as an
     * awaited answer is, then written by all layers. What brings no change is left out, and nothing is computed for an
     * iteration that has been left. With `options.depth` or `options.verify`, or without a drafting decoder, there is one
     * answer.
     *
     * @throws As {@link Session.complete}.
     * @example
     * ```ts
     * for await (const { drafts } of session.complete({ before: 'Thank you for your' })) {
     *   console.log(drafts.map(({ text }) => text));
     * }
     * ```
     */
    complete(context: Context, options?: CompleteOptions): Completing;
}
