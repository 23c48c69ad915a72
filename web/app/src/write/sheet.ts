import { find } from '../dom.js';

/** The text field of the page, which is as high as its text. */
export function openSheet(): HTMLTextAreaElement {
  const field = find('.writing', HTMLTextAreaElement);
  if (!CSS.supports('field-sizing', 'content')) keepHeight(field);
  offerPaper(field);
  return field;
}

/** Where the browser doesn't do it: the text is measured, never copied, and laid out once more only if it got shorter. */
function keepHeight(field: HTMLTextAreaElement): void {
  let length = 0;
  const measure = (isNew: boolean) => {
    if (isNew || field.textLength < length) field.style.height = '';
    length = field.textLength;
    if (field.scrollHeight > field.clientHeight) field.style.height = `${field.scrollHeight}px`;
  };
  field.addEventListener('input', () => {
    measure(false);
  });
  const anew = () => {
    measure(true);
  };
  // A text that is opened comes without an event of the browser's.
  field.addEventListener('foreword-shown', anew);
  window.addEventListener('resize', anew);
  measure(true);
}

/** A field cannot be broken into pages, and so on paper a copy takes its place. */
function offerPaper(field: HTMLTextAreaElement): void {
  const copy = find('.sheet-paper', HTMLElement);
  const media = matchMedia('print');
  const update = () => {
    copy.textContent = media.matches ? field.value : '';
  };
  media.addEventListener('change', update);
  window.addEventListener('beforeprint', () => {
    copy.textContent = field.value;
  });
  window.addEventListener('afterprint', update);
}
