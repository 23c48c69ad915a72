import { type Document, titleOf } from '../documents/document.js';
import { headText } from '../drafts/headed.js';

/** How a document leaves the app. */
export type ExportFormat = 'text' | 'markdown';

/** A document as a file. */
export function fileOf(
  document: Document,
  format: ExportFormat,
): { name: string; type: string; content: string } {
  const title = titleOf(document);
  const isMarkdown = format === 'markdown';
  return {
    name: `${fileName(title)}.${isMarkdown ? 'md' : 'txt'}`,
    type: isMarkdown ? 'text/markdown' : 'text/plain',
    content: isMarkdown ? markdownOf(document, title) : textOf(document),
  };
}

/** What is above a text, and the text, as it would be sent. */
export function textOf(document: Document): string {
  return endsLine(headText(document) + document.text);
}

function markdownOf(document: Document, title: string): string {
  const { kind, recipient, text } = document;
  const isNamed = kind === 'note' ? document.title.trim() !== '' : kind !== 'chat';
  const heading = isNamed ? `# ${title}\n\n` : '';
  const to = kind === 'mail' && recipient.trim() !== '' ? `To: ${recipient.trim()}\n\n` : '';
  return endsLine(heading + to + text);
}

/** Names that every file system takes. */
function fileName(title: string): string {
  const plain = title
    .normalize('NFC')
    .replace(/[\p{C}\\/:*?"<>|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+|\.+$/g, '')
    .slice(0, 80);
  return plain.trim() || 'Text';
}

function endsLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
