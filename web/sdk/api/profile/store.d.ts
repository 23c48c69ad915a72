/** A message as it is stored. */
export interface StoredMessage {
    /** Its number, from 1; never used again. */
    id: number;
    /** Names the day and the site it was written on. */
    group: string;
    /** The message as JSON, which only the engine reads. */
    record: string;
}
/** What a store is to change, all of it or nothing. */
export interface StoreChange {
    /** New messages, and those whose text has changed. */
    put: readonly StoredMessage[];
    /** Numbers of messages that are gone. */
    removed: readonly number[];
    /** Everything but the messages, as JSON. */
    state: string;
    /** The texts in `put` are those that are stored; only counts have changed. */
    keepsTexts?: boolean | undefined;
    /** Everything that is not in `put` is gone. */
    replacesAll?: boolean | undefined;
    /** Settings have changed; what stood in them may be gone. */
    changesSettings?: boolean | undefined;
}
/** What a store holds. */
export interface StoreContents {
    /** Raised by every change. 0 if nothing was ever stored. */
    revision: number;
    /** Messages that were changed since the revision asked for, in any order. */
    put: StoredMessage[];
    /** Numbers of all messages there are. */
    ids: number[];
    state: string | undefined;
    /** Messages that can't be read any more. */
    damaged: number;
}
/** Stands among the messages of a snapshot for examples that the owner has written. */
export declare const voices = 0;
/** Keys and values of what a session stands behind, so that it need not be read again. */
export interface Snapshot {
    /** Names the model and the kind of text; see {@link ProfileStore.snapshotName}. */
    name: string;
    /** Numbers of the messages in it; 0 for examples that the owner has written. */
    messages: readonly number[];
    bytes: Uint8Array<ArrayBuffer>;
}
/** Where a profile is kept. All methods reject with a `ForewordError`. */
export interface ProfileStore {
    /** What it is kept in, such as `"indexeddb"` or `"memory"`. */
    readonly kind: string;
    /** Why it is kept there, where that is not the best place. */
    readonly because?: string | undefined;
    /** Whether what is forgotten is gone from the disk at once, and not only when the browser tidies up. */
    readonly erases: boolean;
    /** What has changed since `revision`, everything since 0; nothing but the revision, if it is that one. */
    read(revision: number): Promise<StoreContents>;
    /**
     * Makes a change within {@link exclusively}, and returns the new revision. Snapshots that hold a message whose text is gone go with it.
     *
     * @param basis - The revision that the change was made from. If there is a newer one, nothing is changed.
     * @throws {ForewordError} `"conflict"`, `"quota-exceeded"`, `"storage"` or `"profile-newer"`. Nothing is changed then.
     */
    write(change: StoreChange, basis: number): Promise<number>;
    /** Runs `task` while no other tab or worker runs one on the same profile. */
    exclusively<T>(task: () => Promise<T>): Promise<T>;
    /** Calls `listener` with the revision when another tab or worker has changed the profile. Returns what ends that. */
    onChange(listener: (revision: number) => void): () => void;
    /** The name of a snapshot, which reveals nothing of `what`. */
    snapshotName(what: string): Promise<string>;
    /** The snapshot of that name; it may have been lost. */
    snapshot(name: string): Promise<Snapshot | undefined>;
    /**
     * Keeps a snapshot in place of another of that name. One that there is no room for is not kept, nor one of another
     * revision than `basis`: what it holds may be gone.
     */
    keepSnapshot(snapshot: Snapshot, basis: number): Promise<void>;
    /** Ends it; what is kept stays. */
    close(): void;
}
