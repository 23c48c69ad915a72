import { find } from './dom.js';

/** The text field of the page, which is as high as its text. */
export function openSheet(): HTMLTextAreaElement {
  const field = find('.writing', HTMLTextAreaElement);
  const copy = find('.sheet-height', HTMLElement);
  const grow = () => {
    // The zero-width space gives a last, empty line its height.
    copy.textContent = `${field.value}\u200b`;
  };
  field.addEventListener('input', grow);
  grow();
  return field;
}
