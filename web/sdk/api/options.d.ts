import type { EngineEvents, LoadOptions } from './engine.js';
import type { ProfileStore } from './profile/store.js';
/** What to load, and from where. Every address may be absolute or relative to the page. */
export interface LocationOptions extends Omit<LoadOptions, 'model'> {
    /**
     * The encoder. Default: the one that this version was made for, with its drafting decoder. Who gives a model gives its
     * `decoder` too, or has none.
     */
    model?: LoadOptions['model'] | undefined;
    /**
     * The folder that has the files of the package `foreword-model`. Default: the installed package where a bundler finds
     * it, else `/foreword-model/` on the page's own origin.
     */
    modelUrl?: string | undefined;
    /**
     * A folder that has this package's `foreword-cpu.wasm`, `foreword-cpu-relaxed.wasm` and `foreword-webgpu.wasm`.
     * Default: where the bundler put them, else beside the package's scripts. `wasmUrls` goes before it.
     */
    wasmUrl?: string | undefined;
}
/** What an engine learns of the person who writes, and where that is kept. */
export interface ProfileOptions {
    /**
     * The profile: its name, under which it is kept in this origin's IndexedDB; or a store of your own; or `false`, the
     * default: nothing is learned. Engines with the same name share a profile, in other tabs too.
     */
    profile?: string | false | ProfileStore | undefined;
}
/** Options of an engine that runs in the calling thread. */
export interface InPageOptions extends LocationOptions, ProfileOptions, EngineEvents {
}
