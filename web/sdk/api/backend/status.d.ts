import type { Flavour } from '../flavour.js';
/** Where drafts may be computed: wherever it is faster, on the processor alone, or on the graphics card if it can. */
export declare const backendChoices: readonly ["auto", "cpu", "webgpu"];
export type BackendChoice = (typeof backendChoices)[number];
/** Why drafts are computed where they are. New reasons may be added. */
export declare const backendReasons: readonly ["no-webgpu", "no-adapter", "not-tested", "testing", "faster", "slower", "wrong", "unsupported", "device-lost", "crashed", "chosen"];
export type BackendReason = (typeof backendReasons)[number];
/** Where drafts are computed, and why. */
export interface BackendStatus {
    used: 'cpu' | 'webgpu';
    /** The WASM build that answers. */
    flavour: Flavour;
    reason: BackendReason;
    /** The graphics card's name, where one was found. */
    adapter?: string | undefined;
    /** Median milliseconds of a keystroke in the test. */
    keystrokeMs?: {
        cpu: number;
        webgpu: number;
    } | undefined;
    /** The largest difference of two log-probabilities, in nats; absent if they were not compared. */
    mostApart?: number | undefined;
    /** More about the reason, in English. */
    message?: string | undefined;
    /** When the test was, in milliseconds since 1970. */
    testedAt?: number | undefined;
    /** The test was made in an earlier session, or by another tab. */
    remembered?: boolean | undefined;
}
