import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** The folders of all TypeScript packages; some don't exist yet. */
const packages = ['web/sdk/src', 'web/field/src', 'web/ui/src', 'web/reader/src', 'web/app/src', 'extension'];

/** Relative imports and re-exports, those of types and those at run time included. */
const importPattern = /(?:from|import)\s*\(?\s*'(\.[^']+)\.js'/g;

type Imports = Map<string, string[]>;

function importsOf(folder: string): Imports {
  let names: string[];
  try {
    names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  } catch {
    return new Map();
  }
  const files = names.filter(
    (name) => name.endsWith('.ts') && !/(^|\/)(generated|node_modules)\//.test(name),
  );
  return new Map(
    files.map((name) => {
      const path = join(folder, name);
      const text = readFileSync(join(root, path), 'utf8');
      const targets = [...text.matchAll(importPattern)].map((match) => `${match[1] ?? ''}.ts`);
      return [path, targets.map((target) => relative(root, join(root, dirname(path), target)))];
    }),
  );
}

/** The first circle found, as the files on it. */
function circleIn(imports: Imports): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, route: string[]): string[] | undefined => {
    const start = route.indexOf(file);
    if (start >= 0) return [...route.slice(start), file];
    if (done.has(file)) return undefined;
    for (const target of imports.get(file) ?? []) {
      const circle = visit(target, [...route, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

test.each(packages)('no file of %s imports itself over others, types included', (folder) => {
  expect(circleIn(importsOf(folder))).toBeUndefined();
});

test('imports are found, and so is a circle', () => {
  const sdk = importsOf('web/sdk/src');
  expect(sdk.size).toBeGreaterThan(40);
  expect(sdk.get('web/sdk/src/engine.ts')).toContain('web/sdk/src/types.ts');
  expect(sdk.get('web/sdk/src/transport/handlers.ts')).toContain('web/sdk/src/host/host.ts');
  const circle = new Map([
    ['a.ts', ['b.ts']],
    ['b.ts', ['c.ts', 'd.ts']],
    ['d.ts', ['b.ts']],
  ]);
  expect(circleIn(circle)).toEqual(['b.ts', 'd.ts', 'b.ts']);
});
