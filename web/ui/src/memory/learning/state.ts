import type { FileSurvey, FoundInFiles, ReadingProgress } from '../../contracts/index.js';

/** What reading the files has given, to be looked at before anything is kept. */
export interface Preview {
  survey: FileSurvey;
  found: FoundInFiles;
  /** How many of the messages an earlier, interrupted time has learned. */
  before: number;
}

/** What became of the messages. */
export interface LearnResult {
  learned: number;
  /** They were there already. */
  known: number;
  /** They may not be learned, such as what is nothing but a secret. */
  refused: number;
  /** How many were left when it was stopped. */
  left: number;
}

/** Where learning from files is. */
export type LearnState =
  | { step: 'choose'; problem?: string | undefined; unfinished?: Unfinished | undefined }
  | { step: 'looking' | 'reading'; progress: ReadingProgress | undefined }
  | { step: 'who'; survey: FileSurvey }
  | { step: 'preview'; preview: Preview }
  | { step: 'learning'; done: number; total: number }
  | { step: 'done'; result: LearnResult; problem?: string | undefined };

/** An interrupted time. It names files and holds none of their words. */
export interface Unfinished {
  files: { name: string; bytes: number }[];
  learned: number;
  total: number;
}

const mostFiles = 1000;

/** Of whatever was stored. */
export function unfinishedFrom(stored: unknown): Unfinished | undefined {
  const { files, learned, total } = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<
    string,
    unknown
  >;
  if (!Array.isArray(files) || files.length === 0 || files.length > mostFiles) return undefined;
  if (!isCount(learned) || !isCount(total) || learned > total) return undefined;
  const named = files.flatMap((file: unknown) => {
    const { name, bytes } = (typeof file === 'object' && file !== null ? file : {}) as Record<
      string,
      unknown
    >;
    return typeof name === 'string' && isCount(bytes) ? [{ name, bytes }] : [];
  });
  return named.length === files.length ? { files: named, learned, total } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Whether the chosen files are those of an interrupted time, in whatever order. */
export function isSame({ files }: Unfinished, chosen: readonly File[]): boolean {
  const keys = (list: readonly string[]) => [...list].sort().join('\n');
  return (
    keys(files.map(({ name, bytes }) => `${bytes} ${name}`)) ===
    keys(chosen.map(({ name, size }) => `${size} ${name}`))
  );
}
