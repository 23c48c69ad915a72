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

/** Bytes below `folder`. */
export function bytesBelow(folder: string): number {
  return everyFile(folder).reduce((sum, path) => sum + readFileSync(path).length, 0);
}

function everyFile(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
