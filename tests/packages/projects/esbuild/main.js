import { createEngine } from 'foreword/inlined';

const [field, output] = [document.querySelector('textarea'), document.querySelector('output')];
const session = createEngine().session();
field.addEventListener('input', async () => {
  try {
    const { drafts } = await session.complete({ before: field.value });
    output.textContent = drafts.map(({ text }) => text).join('\n');
  } catch (error) {
    if (error.name !== 'AbortError') throw error;
  }
});
