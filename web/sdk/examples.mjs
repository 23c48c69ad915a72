/**
 * Compiles every example of the documentation against the built types: those in README.md and MIGRATING.md, and those of
 * `@example` in the declarations. An example may use `engine`, `session` and what the main entry exports without saying
 * where they are from.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { reachable } from './declarations.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** What an example may take for given, and the declaration it then gets. */
const given = {
  engine: "declare const engine: import('foreword').Engine;",
  session: "declare const session: import('foreword').EngineSession;",
  createEngine: "import { createEngine } from 'foreword';",
  createInPageEngine: "import { createInPageEngine } from 'foreword/in-page';",
  createMeasuringEngine: "import { createMeasuringEngine } from 'foreword/measure';",
  ForewordError: "import { ForewordError } from 'foreword';",
};

function blocks(name, text) {
  const found = [...text.matchAll(/^[ \t*]*```ts\n(.*?)^[ \t*]*```/gms)];
  return found.map(([, body], at) => ({
    name: `${name}-${at + 1}`,
    code: body.replaceAll(/^[ \t]*\* ?/gm, ''),
  }));
}

function complete(code) {
  const isDeclared = (name) => new RegExp(`\\b(const|let|import \\{[^}]*)\\s*\\b${name}\\b`).test(code);
  const isUsed = (name) => new RegExp(`\\b${name}\\b`).test(code);
  const missing = Object.keys(given).filter((name) => isUsed(name) && !isDeclared(name));
  return [...missing.map((name) => given[name]), code, 'export {};'].join('\n');
}

const documents = ['README.md', 'MIGRATING.md'].map((name) => [name, readFileSync(join(here, name), 'utf8')]);
const examples = [...documents, ...reachable(here)].flatMap(([name, text]) => blocks(name, text));
const sources = new Map(
  examples.map(({ name, code }) => [
    join(here, 'dist', `${name.replaceAll('/', '-')}.example.ts`),
    complete(code),
  ]),
);

const options = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
  types: ['node'],
  strict: true,
  noEmit: true,
  // Declarations that need more than a page has would be a fault of ours.
  skipLibCheck: true,
};
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.getSourceFile = (path, target, ...rest) =>
  sources.has(path)
    ? ts.createSourceFile(path, sources.get(path), target)
    : getSourceFile(path, target, ...rest);
host.fileExists = (path) => sources.has(path) || fileExists(path);
host.readFile = (path) => sources.get(path) ?? readFile(path);

const program = ts.createProgram([...sources.keys()], options, host);
const faults = ts.getPreEmitDiagnostics(program);
if (examples.length < 10) throw new Error(`only ${examples.length} examples were found`);
for (const { file, start, messageText } of faults) {
  const line = file === undefined ? '' : `:${file.getLineAndCharacterOfPosition(start).line + 1}`;
  console.error(`${file?.fileName ?? ''}${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  if (file !== undefined) console.error(sources.get(file.fileName));
}
console.log(`${examples.length} examples compile: ${faults.length === 0 ? 'yes' : 'no'}`);
process.exitCode = faults.length === 0 ? 0 : 1;
