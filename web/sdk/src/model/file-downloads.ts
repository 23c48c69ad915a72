import type { Core } from '../core.js';
import { ForewordError } from '../errors.js';
import type { ModelSource, PackedSource, Progress } from '../types.js';
import { type DownloadOptions, completeFile, isComplete } from './download.js';
import type { ModelStore, StoredFile } from './store.js';
import { withStored } from './stored.js';
import { unpackFile } from './unpack.js';

/** The file that is downloaded for a source. */
export function downloadOf(source: ModelSource): PackedSource {
  return source.packed ?? source;
}

/** Downloads the files of one load, in packed form where there is one, and unpacks them. */
export class FileDownloads {
  /** Bytes that had to be downloaded. */
  downloadedBytes = 0;
  /** Files whose packed form is stored and that are not unpacked yet. */
  readonly #packed = new Set<ModelSource>();
  #unpackedBytes = 0;

  constructor(
    private readonly chooseStore: () => ModelStore,
    private readonly options: Omit<DownloadOptions, 'before' | 'storage'>,
  ) {}

  /** Completes the file or its packed form; `before` counts the bytes of the downloads before this one. */
  async download(source: ModelSource, before: number): Promise<void> {
    const { packed } = source;
    // Asked for once the file is open: only then it is known which storage works.
    const options = () => ({ ...this.options, before, storage: this.chooseStore().storage });
    const complete = (wanted: PackedSource) =>
      this.withFile(wanted, (file) => completeFile(file, wanted, options()));
    if (packed === undefined) {
      this.downloadedBytes += await complete(source);
      return;
    }
    const note = await this.withFile(source, (file) =>
      Promise.resolve(isComplete(file, source) ? file.note : undefined),
    );
    if (note === undefined) {
      this.downloadedBytes += await complete(packed);
      this.#packed.add(source);
    } else if (note.hasPacked === true) {
      await this.withFile(packed, (file) => file.clear());
      await this.withFile(source, (file) => file.setNote({ verified: true }));
    }
  }

  /** Whether {@link unpack} has anything to do. */
  isPacked(source: ModelSource): boolean {
    return this.#packed.has(source);
  }

  /** Unpacks a packed download. `base` is the file that a packed form may be based on; it must be complete. */
  async unpack(source: ModelSource, core: Core, base?: ModelSource): Promise<void> {
    const { packed } = source;
    if (packed === undefined || !this.#packed.has(source)) return;
    const total = this.#unpackedBytes + this.packedBytes();
    const before = this.#unpackedBytes;
    const onUnpacked = (bytes: number) => {
      this.options.onProgress({ phase: 'unpack', loaded: before + bytes, total } satisfies Progress);
    };
    const withBase = async (sha256: string, feed: (file: StoredFile) => Promise<void>) => {
      if (base?.sha256 !== sha256) throw new ForewordError('model-invalid', `it is based on ${sha256}`);
      await this.withFile(base, feed);
    };
    await this.withFile(source, (file) =>
      this.withFile(packed, (stored) =>
        unpackFile({ file, source }, { core, packed: stored, withBase, onUnpacked }),
      ),
    );
    this.#packed.delete(source);
    this.#unpackedBytes += source.bytes;
  }

  /** Says that unpacking is next, before its first byte; there may be something to wait for. */
  announceUnpacking(): void {
    const total = this.packedBytes();
    if (total > 0) this.options.onProgress({ phase: 'unpack', loaded: 0, total });
  }

  private packedBytes(): number {
    return [...this.#packed].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  private withFile<T>(source: PackedSource, task: (file: StoredFile) => Promise<T>): Promise<T> {
    return withStored(this.chooseStore, source, task);
  }
}
