import { readFile, writeFile } from 'node:fs/promises';
import { createEngine } from 'foreword/node';

const engine = createEngine({ profile: 'me' }); // in memory; the file keeps it
const file = await readFile('profile.json').catch(() => undefined);
if (file !== undefined) await engine.profile.import(file);
await engine.profile.learn({ text: 'See you at the Rusty Anchor.', unlessKnown: true });
await writeFile('profile.json', await engine.profile.export());
for (const { text } of (await engine.profile.list()).messages) console.log(text);
