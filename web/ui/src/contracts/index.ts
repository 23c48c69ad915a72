/** What the pages ask of the rest: an engine, a profile, a reader of files. All of it may live in another context. */

export type { EngineAccess, SessionAccess, SessionChoice } from './engine.js';
export type {
  FileOwner,
  FileReader,
  FileSurvey,
  FileWriter,
  FoundMessage,
  FoundPart,
  LeftOut,
  ReadingOptions,
  ReadingProgress,
  UnreadableFile,
} from './files.js';
export type { FileOptions, ProfileAccess, TextToLearn } from './profile.js';
export { textKinds } from './profile-types.js';
export type * from './profile-types.js';
