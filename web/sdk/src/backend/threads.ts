import type { CoreEngine } from '../core.js';
import type { ModelSource } from '../types.js';
import { version } from '../version.js';
import type { NoteStore } from './record.js';
import type { ThreadChoice } from './status.js';

export interface ThreadParts {
  cpu: { engine: CoreEngine };
  threads?: ThreadChoice | undefined;
  notes: NoteStore;
  model: ModelSource;
  decoder?: ModelSource | undefined;
}

/** Has the processor use more threads, if that is chosen or found faster. What was found is remembered. */
export async function useThreads(
  { cpu, threads = 'auto', notes, model, decoder }: ThreadParts,
  onThreads: (threads: number) => void,
): Promise<void> {
  const key = JSON.stringify([version, 'threads', model.sha256, decoder?.sha256]);
  // Where no note can be read or kept, as in a private window, the test is made again.
  const known = threads === 'auto' ? await notes.get(key).then(Number, () => 0) : threads;
  const used = await cpu.engine.useThreads?.(known || 0, onThreads);
  if (!known && used) await notes.set(key, used);
}
