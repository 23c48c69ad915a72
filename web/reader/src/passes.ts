import type {
  FileOwner,
  FileSurvey,
  FoundInFiles,
  ReadingProgress,
  UnreadableFile,
} from 'foreword-ui/contracts';
import type { CoreFound, CorePass, CoreSurvey, Glue } from './core.js';

/** As much as the core looks at to say what a file is. */
const headBytes = 64 * 1024;

/** Time between two reports of progress. */
const reportMs = 80;

export type Report = (progress: ReadingProgress) => void;

/** Says what files are and who wrote in them. */
export async function survey(core: Glue, files: readonly File[], report: Report): Promise<FileSurvey> {
  const pass = new core.Survey();
  const kinds = new Map<File, string>();
  const unreadable = await readAll(pass, files, report, (file, kind) => kinds.set(file, kind));
  const { writers, guess, endings } = pass.finish() as CoreSurvey;
  const read = [...kinds].map(([{ name, size }, kind]) => ({ name, kind, bytes: size }));
  return { files: read, unreadable, writers, endings, ...(guess !== null && { guess }) };
}

/** Reads the owner's words. */
export async function read(
  core: Glue,
  files: readonly File[],
  { owner, endings, now }: { owner: FileOwner; endings: string; now: Date },
  report: Report,
): Promise<FoundInFiles> {
  const identities = owner === 'everyone' ? null : owner.identities;
  const pass = new core.Import({ identities, endings, now: Math.floor(now.getTime() / 1000) });
  const names: string[] = [];
  await readAll(pass, files, report, ({ name }) => names.push(name));
  const { messages, ...rest } = pass.finish() as CoreFound;
  return {
    ...rest,
    messages: messages.map(({ text, kind, when, file }) => ({
      text,
      kind,
      file: names[file] ?? '',
      ...(when !== null && { date: new Date(when * 1000) }),
    })),
  };
}

/** Hands all files to a pass, and returns those that it can't read. */
async function readAll(
  pass: CorePass,
  files: readonly File[],
  report: Report,
  begun: (file: File, kind: string) => void,
): Promise<UnreadableFile[]> {
  const unreadable: UnreadableFile[] = [];
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  let reported = performance.now();
  for (const file of files) {
    const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
    const kind = beginning(pass, file.name, head);
    if (typeof kind === 'string') {
      begun(file, kind);
      let at = 0;
      for await (const part of parts(file)) {
        pass.push(part);
        at += part.length;
        if (performance.now() - reported < reportMs) continue;
        reported = performance.now();
        report({ file: file.name, read: before + at, total, found: pass.found });
      }
      pass.end();
    } else unreadable.push({ name: file.name, ...kind });
    before += file.size;
  }
  return unreadable;
}

/** What a file is, or why it can't be read. */
function beginning(pass: CorePass, name: string, head: Uint8Array): string | { because: string } {
  try {
    return pass.begin(name, head);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'unreadable')
      return { because: error.message };
    throw error;
  }
}

async function* parts(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}
