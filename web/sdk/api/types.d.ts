import type { ErrorCode, ErrorDetails } from './errors.js';
import type { CpuFlavour } from './flavour.js';
import type { FieldKind, TextKind } from './profile/types.js';
/** What callers give and get. `schemas.ts` has the same again as schemas, and the compiler compares both. */
/** The text around the caret. */
export interface Context {
    /** The text before the caret. */
    before: string;
    /** The text after the caret. Default: none. Drafts fit in front of it and don't repeat it. */
    after?: string | undefined;
}
/** Which layers write drafts: those of the drafting decoder, or all of the encoder's. */
export type Depth = 'shallow' | 'full';
/** Options of one completion, without {@link CompleteOptions.signal}: what can be sent to a worker. */
export interface PlainCompleteOptions {
    /** How many drafts at most, 1 to 8. Default 3. */
    drafts?: number | undefined;
    /** Tokens per draft at most, 1 to 32. Default 8. */
    tokens?: number | undefined;
    /**
     * The best draft is offered if it is at least this likely to be right, 0 to 1; other drafts need an eighth of it.
     * Default 0.1.
     */
    minConfidence?: number | undefined;
    /** Give the best so far after this many milliseconds. Default: no limit. */
    deadlineMs?: number | undefined;
    /**
     * Milliseconds within which drafts should be there. The engine knows how fast it is here, and leaves out what there is
     * no time for: verifying first, then length, then all drafts but one. Default: no limit.
     */
    budgetMs?: number | undefined;
    /** Drafts may contain numbers that the text does not. Default false. */
    allowNumbers?: boolean | undefined;
    /**
     * Drafts end with a space where one is likely to follow. For fields that put a mark typed right behind it in its place,
     * as those of `foreword-field` do. Default false.
     */
    trailingSpace?: boolean | undefined;
    /** Default: `"shallow"` where the drafting decoder is loaded, else `"full"`. */
    depth?: Depth | undefined;
    /**
     * How many tokens of the best draft all layers verify, 0 to 32; they replace a token that they would not have
     * written. More tokens make the draft better and take longer. Default: 2 where the drafting decoder writes, else 0.
     */
    verify?: number | undefined;
    /**
     * Once it has answered, and while nothing is asked, the engine goes on to what follows the first word of the best draft.
     * Whoever takes or types that word finds the next drafts there. It doubles the work for a keystroke at most. Default
     * false.
     */
    foresee?: boolean | undefined;
}
/** Options of one completion. */
export interface CompleteOptions extends PlainCompleteOptions {
    /** Aborting it ends the call, which then rejects with the signal's reason. */
    signal?: AbortSignal | undefined;
}
/** What a session keeps for all of its completions. */
export interface SessionOptions {
    /** Text before the text: it is read first and never shown. Default: none. */
    prefix?: string | undefined;
    /** The kind of text. With a profile, earlier texts of the kind are read before this one. Default: `"other"`. */
    kind?: TextKind | undefined;
    /** Where it is written, such as `"mail.example"`. Default: nowhere in particular. */
    site?: string | undefined;
    /** The field it is written in: nothing is learned from `"line"` and `"sensitive"`. Default: `"text"`. */
    field?: FieldKind | undefined;
    /** Whether the profile is used for drafts, where the engine has one. Default: true. */
    personal?: boolean | undefined;
    /** Whether `EngineSession.learn` learns, where the engine has a profile. Default: true. */
    learns?: boolean | undefined;
}
/** What proposed a word. More sources will come: take an unknown one as valid. */
export type Source = 'model' | 'ngrams' | (string & Record<never, never>);
/** One word of a draft. */
export interface Word {
    /** The word, with the space and punctuation that belong to it. */
    text: string;
    source: Source;
}
/** One way to continue the text. */
export interface Draft {
    /** The text to insert at the caret: the rest of the current word, then more. It often starts with a space. */
    text: string;
    /** Natural log, summed over the draft's tokens. */
    logProb: number;
    /** Estimated probability that its first word is the right one, 0 to 1. */
    confidence: number;
    /** The words of `text` in order. Their texts concatenate to `text`. */
    words: Word[];
}
/** How many tokens were read, and how many were still known from earlier calls. */
export interface Encoded {
    encoded: number;
    reused: number;
}
/** The engine's answer to one call. */
export interface Completion {
    /** The likeliest first. An empty array means that nothing is worth showing. */
    drafts: Draft[];
    /** Tokens of the context. */
    tokens: Encoded;
    /** Milliseconds inside the engine, without the messages to and from the worker. */
    timingMs: {
        encode: number;
        decode: number;
        verify: number;
    };
    /** Passes of the layers that write. */
    steps: number;
    /** Less was done than was asked for: see {@link PlainCompleteOptions.budgetMs}. */
    isReduced?: boolean | undefined;
    /** The answer was there, or under way, before it was asked for: see {@link PlainCompleteOptions.foresee}. */
    isForeseen?: boolean | undefined;
    /** Number of the call among those that one WASM engine answered, from 1. A restarted engine counts anew. */
    revision: number;
}
/** An answer under way: await it, or iterate it for drafts that get better. */
export interface Completing extends Promise<Completion>, AsyncIterable<Completion> {
}
/** Where a file is and what it must be. */
export interface PackedSource {
    /** Absolute, or relative to the page. */
    url: string;
    /** Size of the file. */
    bytes: number;
    /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
    sha256: string;
}
/** A file of the model. */
export interface ModelSource extends PackedSource {
    /**
     * Its packed form, as `foreword model pack` makes it. If given, this is downloaded, and unpacked once into the file
     * that is kept; both are stored for a moment.
     */
    packed?: PackedSource | undefined;
}
/**
 * What the model is kept in: the origin private file system, the Cache API, or, where the browser refuses both, as some
 * do in private windows, memory. From memory it is gone with the page, and is fetched again next time. Under Node the
 * model is kept in files.
 */
export type StorageKind = 'opfs' | 'cache' | 'memory' | 'files';
/** Another tab is loading or downloading the same model. */
export interface WaitingProgress {
    phase: 'waiting';
}
/** The model is being downloaded. */
export interface DownloadProgress {
    phase: 'download';
    /** Bytes of all files together, including those of earlier downloads. */
    loaded: number;
    total: number;
    /** Over the last seconds; 0 until it is known. */
    bytesPerSecond: number;
    /** Absent until the speed is known. */
    secondsLeft?: number | undefined;
    /**
     * No byte has come for ten seconds. After half a minute the rest is requested anew, a few times; then `load` rejects
     * with `code` `"network"`.
     */
    isStalled: boolean;
    /** Where the bytes go. */
    storage: StorageKind;
}
/** The bytes that an interrupted download stored are being hashed. */
export interface VerifyProgress {
    phase: 'verify';
    /** Bytes. */
    loaded: number;
    total: number;
}
/** The packed files are being unpacked, once. */
export interface UnpackProgress {
    phase: 'unpack';
    /** Bytes. */
    loaded: number;
    total: number;
}
/** The stored model goes into the engine. */
export interface LoadProgress {
    phase: 'load';
    /** Bytes. */
    loaded: number;
    total: number;
}
/** What happens between the first call and readiness. */
export type Progress = WaitingProgress | DownloadProgress | VerifyProgress | UnpackProgress | LoadProgress;
/** An error as it crosses from the worker to the page. */
export interface WireError {
    code: ErrorCode;
    message: string;
    details: ErrorDetails;
}
/** The drafting decoder's state. Without one all layers of the encoder write every draft: slower, not worse. */
export type DecoderState = {
    state: 'loaded';
}
/** `LoadOptions.decoder` is absent. */
 | {
    state: 'none';
}
/** Another `Engine.load` tries again. */
 | {
    state: 'failed';
    error: WireError;
};
/** Result of `Engine.load`. */
export interface EngineInfo {
    /** The build for the processor, which answers first. `Engine.backend` tells what answers later. */
    flavour: CpuFlavour;
    /** Bytes that had to be downloaded; 0 if the model was stored. */
    downloadedBytes: number;
    /** What the model is kept in. */
    storage: StorageKind;
    /** Milliseconds from the call to readiness, without the messages to and from the worker. */
    loadMs: number;
    decoder: DecoderState;
}
/** One file that is kept. */
export interface StoredFileInfo {
    /** SHA-256 that the file has, or will have when it is complete. */
    sha256: string;
    /** Bytes that are stored. */
    bytes: number;
    /** All of it is there, and its SHA-256 was right. */
    isComplete: boolean;
}
/** What is kept on the device. */
export interface StorageInfo {
    /** What files are kept in. */
    kind: StorageKind;
    /** The files of models, those of earlier versions and of interrupted downloads included. */
    files: StoredFileInfo[];
    /** Bytes of all files together. */
    bytes: number;
    /** Bytes that the browser lets this origin store in all, where it tells. */
    quota?: number | undefined;
    /** Whether the browser has promised not to evict what is stored, where it tells. */
    isPersistent?: boolean | undefined;
}
