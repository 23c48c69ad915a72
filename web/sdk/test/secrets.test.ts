import { describe, expect, test } from 'vitest';
import { type SecretFile, SecretFiles, type Secrets } from '../src/profile/secrets.js';

/** A file in memory; `tears` is where the next write stops. */
class MemoryFile implements SecretFile {
  bytes: Uint8Array<ArrayBuffer> | undefined;
  tears: number | undefined;

  read() {
    return Promise.resolve(this.bytes);
  }

  write(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes.slice(0, this.tears);
    return this.tears === undefined ? Promise.resolve() : Promise.reject(new Error('torn'));
  }
}

const secret = (fill: number) => new Uint8Array(32).fill(fill);
const of = (...names: string[]): Secrets => new Map(names.map((name, at) => [name, secret(at + 1)]));
const names = async (files: [MemoryFile, MemoryFile]) => [...(await new SecretFiles(files).read()).keys()];

describe('secrets in two files', () => {
  test('are what was written last', async () => {
    const files: [MemoryFile, MemoryFile] = [new MemoryFile(), new MemoryFile()];
    const store = new SecretFiles(files);
    expect(await store.read()).toEqual(new Map());
    await store.add(of('a'), of('a'));
    await store.add(of('b'), of('a', 'b'));
    expect(await new SecretFiles(files).read()).toEqual(of('a', 'b'));
    await store.remove(['a'], of('b'));
    expect(await names(files)).toEqual(['b']);
    for (const { bytes } of files) expect(Buffer.from(bytes ?? []).toString()).not.toContain('"a"');
  });

  test.each([0, 1] as const)('one is whole while file %i is written', async (at) => {
    for (let tears = 0; tears < 300; tears += 7) {
      const files: [MemoryFile, MemoryFile] = [new MemoryFile(), new MemoryFile()];
      const store = new SecretFiles(files);
      await store.add(of('a'), of('a'));
      files[at].tears = tears;
      await expect(store.add(of('b'), of('a', 'b'))).rejects.toThrow('torn');
      expect(await names(files)).toContain('a');
    }
  });

  test('are read where one file is lost or damaged', async () => {
    const files: [MemoryFile, MemoryFile] = [new MemoryFile(), new MemoryFile()];
    await new SecretFiles(files).add(of('a'), of('a'));
    const [one] = files;
    one.bytes = undefined;
    expect(await names(files)).toEqual(['a']);
    one.bytes = new TextEncoder().encode(`${'0'.repeat(64)}{"generation":9,"secrets":{}}`);
    expect(await names(files)).toEqual(['a']);
  });
});
