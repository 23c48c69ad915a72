import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files below `folder` in whose bytes one of `texts` stands, in UTF-8 or UTF-16. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  const wanted = texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]);
  return everyFile(folder).filter((path) => {
    const bytes = readFileSync(path);
    return wanted.some((text) => bytes.includes(text));
  });
}

/** A word in the forms in which bytes may have it. */
export function canariesOf(word: string): string[] {
  const plain = [word, word.toLowerCase(), word.toUpperCase()];
  const bytes = Buffer.from(word);
  // Base64 has three forms, by where in a group of three bytes the word begins; their edges depend on what is beside it.
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const escaped = Array.from(word, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join('');
  return [...new Set([...plain, ...base64, bytes.toString('hex'), escaped])];
}

/** Bytes below `folder`. */
export function bytesBelow(folder: string): number {
  return everyFile(folder).reduce((sum, path) => sum + readFileSync(path).length, 0);
}

function everyFile(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
