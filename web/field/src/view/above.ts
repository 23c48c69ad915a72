/** Characters that one chunk holds at least. */
const chunkLength = 4000;

/** Keeps an empty last line from collapsing. */
const strut = '\u200b';

/**
 * Splits `text` at line breaks into chunks of about {@link chunkLength}. Where a chunk ends depends on the text before it
 * alone, so that a line that is added at the end changes the last chunk only.
 */
export function chunksOf(text: string): string[] {
  const chunks: string[] = [];
  let from = 0;
  while (from <= text.length) {
    const end = text.indexOf('\n', from + chunkLength);
    if (end < 0) break;
    chunks.push(text.slice(from, end));
    from = end + 1;
  }
  chunks.push(text.slice(from));
  return chunks;
}

/**
 * Draws the text above the caret's paragraph into `element`, one block for each chunk. Blocks whose text stays the same
 * are left alone, and the browser doesn't lay them out again.
 */
export function drawAbove(element: HTMLElement, text: string | undefined): void {
  const chunks = text === undefined ? [] : chunksOf(text);
  while (element.children.length > chunks.length) element.lastElementChild?.remove();
  chunks.forEach((chunk, position) => {
    const drawn = `${chunk}${strut}`;
    const block = element.children[position] ?? element.appendChild(document.createElement('div'));
    if (block.textContent !== drawn) block.textContent = drawn;
  });
}
