import type { FileOwner, FileSurvey, FoundInFiles, ReadingProgress } from 'foreword-ui/contracts';

/** What a worker is asked, once. */
export type Request =
  | { what: 'survey'; files: readonly File[] }
  | { what: 'read'; files: readonly File[]; owner: FileOwner; endings: string };

/** What it answers: progress any number of times, then one of the others. */
export type Reply =
  | { what: 'progress'; progress: ReadingProgress }
  | { what: 'done'; found: FileSurvey | FoundInFiles }
  | { what: 'failed'; error: unknown };
