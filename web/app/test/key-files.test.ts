import { expect, it } from 'vitest';
import { type KeyFile, KeyFiles, type StoredKeys } from '../src/documents/key-files.js';

class Fake implements KeyFile {
  content: string | undefined;
  isFull = false;

  read(): Promise<string | undefined> {
    return Promise.resolve(this.content);
  }

  write(content: string): Promise<void> {
    if (this.isFull) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
    this.content = content;
    return Promise.resolve();
  }
}

const keys = (...names: string[]): StoredKeys =>
  new Map(names.map((name, at) => [name, { secret: new Uint8Array([at, 255]), made: at }]));

it('keys come back, also where one file is damaged', async () => {
  const files = [new Fake(), new Fake()];
  await new KeyFiles(files).write(keys('a', 'b'));
  for (const damaged of files) {
    const whole = damaged.content ?? '';
    for (const content of [undefined, '', 'x', whole.slice(0, -5), whole.replace('"a"', '"c"')]) {
      damaged.content = content;
      expect(await new KeyFiles(files).read()).toEqual(keys('a', 'b'));
    }
    damaged.content = whole;
  }
});

it('the newer file counts, whichever it is, and a failed change leaves the keys', async () => {
  const [first, second] = [new Fake(), new Fake()];
  const own = new KeyFiles([first, second]);
  await own.write(keys('a'));
  second.isFull = true;
  await expect(own.write(keys('a', 'b'))).rejects.toThrow('full');
  expect(await new KeyFiles([first, second]).read()).toEqual(keys('a', 'b'));
  second.isFull = false;
  first.isFull = true;
  await expect(new KeyFiles([first, second]).write(keys('c'))).rejects.toThrow('full');
  expect(await new KeyFiles([first, second]).read()).toEqual(keys('a', 'b'));
});

it('a key that is left out is in no file', async () => {
  const files = [new Fake(), new Fake()];
  const own = new KeyFiles(files);
  await own.write(keys('gone', 'kept'));
  await own.write(keys('kept'));
  for (const { content } of files) expect(content).not.toContain('gone');
});

it('a key that was made ahead is known as such', async () => {
  const files = [new Fake(), new Fake()];
  const ahead: StoredKeys = new Map([['a', { secret: new Uint8Array([1]), made: 1, isAhead: true }]]);
  await new KeyFiles(files).write(ahead);
  expect(await new KeyFiles(files).read()).toEqual(ahead);
});
