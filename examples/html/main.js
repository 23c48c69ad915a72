import { createEngine } from './node_modules/foreword/dist/index.js';

const field = document.querySelector('textarea');
const output = document.querySelector('output');
const session = createEngine().session();

field.addEventListener('input', async () => {
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionStart);
  try {
    const { drafts } = await session.complete({ before, after });
    output.textContent = drafts.map(({ text }) => text).join('\n');
  } catch (error) {
    if (error.name !== 'AbortError') throw error; // a later key took over
  }
});
