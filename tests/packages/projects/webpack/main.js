import { createEngine } from 'foreword';

const [field, output] = [document.querySelector('textarea'), document.querySelector('output')];
const engine = createEngine({ profile: 'matrix' });
const session = engine.session({ kind: 'mail' });
field.addEventListener('input', async () => {
  try {
    const { drafts } = await session.complete({ before: field.value });
    await remember();
    output.textContent = drafts.map(({ text }) => text).join('\n');
  } catch (error) {
    if (error.name !== 'AbortError') throw error;
  }
});

/** The profile is a file of its own, which bundlers must find too. */
async function remember() {
  const text = 'See you at the Rusty Anchor.';
  await engine.profile.learn({ text, unlessKnown: true });
  const { messages } = await engine.profile.list();
  const { kind, because } = await engine.profile.place();
  if (kind !== 'indexeddb' || messages[0]?.text !== text) {
    throw new Error(`the profile is in ${kind} and has ${messages.length} messages; ${because ?? ''}`);
  }
}
