import { createEngine } from 'foreword/node';

const engine = createEngine();
const session = engine.session();
const { drafts } = await session.complete({ before: process.argv[2] ?? 'Thank you for your' });
for (const { text } of drafts) console.log(text);
