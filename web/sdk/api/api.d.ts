/** What every entry point of this package exports beside its own function. */
export type { BackendChoice, BackendReason, BackendStatus, ThreadChoice } from './backend/status.js';
export type { Engine, EngineEvents, EngineSession, LoadOptions, Session } from './engine.js';
export { ForewordError } from './errors.js';
export type { ErrorCode, ErrorDetails } from './errors.js';
export type { CpuFlavour, Flavour } from './flavour.js';
export type { LocationOptions } from './options.js';
export type { FileOptions, PersonalSession, Profile, TextToLearn } from './profile/profile.js';
export type { ProfileStore, Snapshot, StoreChange, StoreContents, StoredMessage } from './profile/store.js';
export type { DraftCounts, FieldKind, Forget, Learned, ListQuery, MessageList, MessageQuery, NotLearned, ProfilePlace, ProfileSettings, ProfileStatistics, RememberedMessage, RememberedSite, RememberedWord, Sharing, TextKind, Why, WhyWord, WordList, WordQuery, } from './profile/types.js';
export type { CompleteOptions, Completing, Completion, Context, DecoderState, Depth, DownloadProgress, Draft, Encoded, EngineInfo, LoadProgress, ModelSource, PackedSource, PlainCompleteOptions, Progress, SessionOptions, Source, StorageInfo, StorageKind, StoredFileInfo, UnpackProgress, VerifyProgress, WaitingProgress, WireError, Word, } from './types.js';
export { weights } from './weights.js';
export type { WeightFile } from './weights.js';
