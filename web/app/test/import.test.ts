import { describe, expect, it } from 'vitest';
import { ImportError, maxImportBytes, readText } from '../src/write/import.js';

const file = (name: string, content: string | Uint8Array<ArrayBuffer>) => new File([content], name);

describe('a text file', () => {
  it('becomes a document under its name', async () => {
    const { kind, change } = await readText(file('plan.final.txt', 'One\r\ntwo\n'));
    expect([kind, change]).toEqual(['document', { title: 'plan.final', text: 'One\ntwo\n' }]);
  });

  it('in Markdown is named by its heading', async () => {
    const { change } = await readText(file('x.md', '# The plan\n\nOne.'));
    expect(change).toEqual({ title: 'The plan', text: 'One.' });
  });

  it.each([
    ['with a mark of its encoding', new Uint8Array([0xef, 0xbb, 0xbf, 0x68, 0x69]), 'hi'],
    ['in UTF-16', new Uint8Array([0xff, 0xfe, 0x68, 0, 0x69, 0]), 'hi'],
    ['that is empty', new Uint8Array(0), ''],
  ])('%s is read', async (_, content, text) => {
    expect((await readText(file('a.txt', content))).change.text).toBe(text);
  });
});

describe('what is no text', () => {
  it.each([
    ['a ZIP archive', 'notes.txt', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), 'is a ZIP archive'],
    ['a picture', 'notes.txt', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 'is a picture'],
    ['another encoding', 'a.txt', new Uint8Array([0x68, 0xe9, 0x68]), 'not a text in UTF-8'],
    ['bytes', 'a.md', new Uint8Array([0x68, 0x69, 0, 1]), 'character 3 is the control code 00'],
  ])('%s is refused, and named', async (_, name, content, reason) => {
    const reading = readText(file(name, content));
    await expect(reading).rejects.toBeInstanceOf(ImportError);
    await expect(reading).rejects.toThrow(reason);
    await expect(reading).rejects.toThrow(`“${name}”`);
  });

  it('as large as a disk is refused unread', async () => {
    const reading = readText({
      name: 'big.txt',
      size: 1_073_741_824,
      arrayBuffer: () => Promise.reject(new Error('read all the same')),
    });
    await expect(reading).rejects.toThrow(/has 1073\.7 MB; texts of up to 2\.0 MB/);
    expect((await readText(file('a.txt', 'a'.repeat(maxImportBytes)))).change.text).toHaveLength(
      maxImportBytes,
    );
  });

  it('a folder is said to be one', async () => {
    const folder = {
      name: 'folder',
      size: 4096,
      arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')),
    };
    await expect(readText(folder)).rejects.toThrow('it is a folder');
  });
});
