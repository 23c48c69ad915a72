/** Imports every entry under Node, as a server that renders pages does, and looks for what that left behind. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const entries = ['foreword', 'foreword-field', 'foreword-model'].flatMap((name) => {
  const { exports } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  return Object.keys(exports)
    .filter((path) => !/\.json$|\*/.test(path))
    .map((path) => name + path.slice(1));
});
// The worker's script is the one that is there for what it does.
const imported = entries.filter((entry) => entry !== 'foreword/worker' && entry !== 'foreword-field/react');
assert.ok(imported.length > 10, `only ${imported.length} entries`);

// These come to be with their first use.
assert.ok(process.stdout && process.stderr);

const globals = () => Object.getOwnPropertyNames(globalThis).sort();
const [namesBefore, resourcesBefore] = [globals(), process.getActiveResourcesInfo().sort()];
for (const name of ['window', 'document', 'Worker', 'self']) assert.ok(!(name in globalThis), name);
const modules = await Promise.all(imported.map((entry) => import(entry)));
assert.deepEqual(globals(), namesBefore);
assert.deepEqual(process.getActiveResourcesInfo().sort(), resourcesBefore);

// Making an engine does nothing either; using it says what is missing.
const { createEngine, ForewordError } = modules[imported.indexOf('foreword')];
const engine = createEngine();
assert.deepEqual(process.getActiveResourcesInfo().sort(), resourcesBefore);
await assert.rejects(
  engine.load(),
  (error) => error instanceof ForewordError && error.code === 'unsupported',
);

const { files } = modules[imported.indexOf('foreword-model')];
for (const address of Object.values(files)) assert.ok(readFileSync(new URL(address)).length > 1e6, address);
console.log(`${imported.length} entries`);
