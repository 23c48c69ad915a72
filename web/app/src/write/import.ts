import type { DocumentChange, DocumentKind } from '../documents/document.js';
import { bytes } from '../text.js';

/** Texts longer than this are no texts that one goes on writing here. */
export const maxImportBytes = 2_000_000;
/** More at once was dropped by mistake. */
export const maxImportFiles = 50;

/** Opens a text as a new document. */
export type OpenText = (kind: DocumentKind, change: DocumentChange) => Promise<void>;

/** A file that can't be opened, and why, in words for the person who dropped it. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** The part of a `File` that is read. */
export type TextFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

/**
 * Reads a text file as a document.
 *
 * @throws {ImportError} It is too large, can't be read, or isn't text.
 */
export async function readText(file: TextFile): Promise<{ kind: DocumentKind; change: DocumentChange }> {
  const { name, size } = file;
  if (size > maxImportBytes) {
    throw new ImportError(
      `“${name}” has ${bytes(size)}; texts of up to ${bytes(maxImportBytes)} can be opened.`,
    );
  }
  let content: Uint8Array;
  try {
    content = new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new ImportError(`“${name}” can’t be read: it is a folder, or has changed.`, { cause: error });
  }
  const text = decoded(content, name).replace(/\r\n?/g, '\n');
  const isMarkdown = /\.(md|markdown)$/i.test(name);
  const heading = isMarkdown ? /^# (.+)\n+/.exec(text) : null;
  const title = heading?.[1]?.trim() ?? name.replace(/\.[^.]+$/, '');
  return { kind: 'document', change: { title, text: text.slice(heading?.[0].length ?? 0) } };
}

function decoded(content: Uint8Array, name: string): string {
  const kind = signature(content);
  if (kind !== undefined) throw new ImportError(`“${name}” is ${kind}, not a text, whatever its name says.`);
  const encoding = content[0] === 0xff && content[1] === 0xfe ? 'utf-16le' : 'utf-8';
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch (error) {
    throw new ImportError(`“${name}” is not a text in UTF-8.`, { cause: error });
  }
  // eslint-disable-next-line no-control-regex -- Control characters are what is looked for.
  const at = text.search(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/);
  if (at >= 0) {
    const code = text.charCodeAt(at).toString(16).padStart(2, '0');
    throw new ImportError(`“${name}” is not a text: character ${at + 1} is the control code ${code}.`);
  }
  return text;
}

/** What a file is that begins like this, if it is no text for certain. */
function signature([a, b, c, d]: Uint8Array): string | undefined {
  if (a === 0x50 && b === 0x4b && (c === 3 || c === 5)) return 'a ZIP archive or an office document';
  if (a === 0x25 && b === 0x50 && c === 0x44 && d === 0x46) return 'a PDF';
  if (a === 0x1f && b === 0x8b) return 'a gzip archive';
  if (a === 0x89 && b === 0x50 && c === 0x4e) return 'a picture';
  if (a === 0xff && b === 0xd8) return 'a picture';
  return undefined;
}
