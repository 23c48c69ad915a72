import type { FileReader, FoundMessage } from '../src/contracts/index.js';

const partBytes = 64 * 1024;

/**
 * Reads lines `NAME: TEXT`, as a chat's; just enough to walk through all that can happen. A file that begins with a
 * zero byte or `PK` is none that can be read; a line `!!!` is where a file is broken.
 */
export function fakeReader({ partMs = 0 }: { partMs?: number } = {}): FileReader {
  return {
    async survey(files, { signal, onProgress } = {}) {
      const writers = new Map<string, number>();
      const unreadable: { name: string; because: string }[] = [];
      const readable: File[] = [];
      for (const file of files) {
        const because = await problemOf(file);
        if (because === undefined) readable.push(file);
        else unreadable.push({ name: file.name, because });
      }
      const total = readable.reduce((sum, { size }) => sum + size, 0);
      let read = 0;
      for (const file of readable) {
        for await (const [text, bytes] of parts(file)) {
          signal?.throwIfAborted();
          await wait(partMs);
          read += bytes;
          for (const [, name = ''] of text.matchAll(/^(\w+): /gm))
            writers.set(name, (writers.get(name) ?? 0) + 1);
          onProgress?.({ file: file.name, read, total, found: 0 });
        }
      }
      const list = [...writers].map(([name, messages]) => ({ identities: [name], name, messages }));
      list.sort((a, b) => b.messages - a.messages);
      const me = list.findIndex(({ name }) => name === 'Ada');
      return {
        files: readable.map(({ name, size }) => ({ name, kind: 'a log of a chat', bytes: size })),
        unreadable,
        writers: list,
        ...(me >= 0 && { guess: me }),
        endings: '',
      };
    },

    async read(files, { owner, signal, onProgress }) {
      const total = files.reduce((sum, { size }) => sum + size, 0);
      let [read, others, quotes] = [0, 0, 0];
      const faults: string[] = [];
      const messages: FoundMessage[] = [];
      for (const file of files) {
        if ((await problemOf(file)) !== undefined) continue;
        for await (const [text, bytes] of parts(file)) {
          signal?.throwIfAborted();
          await wait(partMs);
          read += bytes;
          for (const line of text.split('\n')) {
            const [, name, said] = /^(?:(\w+): )?(.*)$/.exec(line) ?? [];
            if (line === '!!!') faults.push(`${file.name} is broken at byte ${read}`);
            else if (line.startsWith('>')) quotes += 1;
            else if (said === undefined || said.trim() === '') continue;
            else if (owner !== 'everyone' && (name === undefined || !owner.identities.includes(name)))
              others += 1;
            else messages.push({ text: said, kind: 'chat', file: file.name });
          }
          onProgress?.({ file: file.name, read, total, found: messages.length });
        }
      }
      const leftOut = [
        { what: 'messages by other people', count: others, examples: [] },
        { what: 'quoted passages', count: quotes, examples: ['> see below'] },
      ].filter(({ count }) => count > 0);
      return { messages, faults, furtherFaults: 0, leftOut };
    },
  };
}

async function problemOf(file: File): Promise<string | undefined> {
  if (file.size === 0) return 'the file is empty';
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (head[0] === 0x50 && head[1] === 0x4b) return 'the file is a ZIP archive, not text';
  return head.includes(0) ? 'the file is a program or data, not text' : undefined;
}

/** The text of a file, in parts that end with a line, and their bytes. */
async function* parts(file: File): AsyncGenerator<[string, number]> {
  const decoder = new TextDecoder();
  let rest = '';
  for (let at = 0; at < file.size; at += partBytes) {
    const bytes = await file.slice(at, at + partBytes).arrayBuffer();
    rest += decoder.decode(bytes, { stream: true });
    const end = at + partBytes >= file.size ? rest.length : rest.lastIndexOf('\n') + 1;
    yield [rest.slice(0, end), bytes.byteLength];
    rest = rest.slice(end);
  }
}

function wait(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
