/** What the pages ask of the rest: an engine, a profile, a reader of files. All of it may live in another context. */

export type { EngineAccess, SessionAccess } from './engine.js';
export type {
  FileOwner,
  FileReader,
  FileSurvey,
  FileWriter,
  FoundInFiles,
  FoundMessage,
  LeftOut,
  ReadingOptions,
  ReadingProgress,
  UnreadableFile,
} from './files.js';
export { kindNames, textKinds } from './profile.js';
export type { ProfileAccess } from './profile.js';
