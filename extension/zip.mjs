import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';

/** The first moment that a zip can name. What lies in it has no other time, nor an owner. */
const noTime = new Date(1980, 0, 1);

/** Already as small as it gets. */
const packed = /\.(packed|png)$/;

/** Zips a folder: the same bytes for the same files, whenever and wherever. Returns size and hash. */
export function zipFolder(folder, file) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
  const files = paths.map((path) => [
    path,
    [
      new Uint8Array(readFileSync(join(folder, path))),
      { level: packed.test(path) ? 0 : 9, mtime: noTime, os: 0 },
    ],
  ]);
  const zip = zipSync(Object.fromEntries(files));
  writeFileSync(file, zip);
  return { bytes: zip.length, sha256: createHash('sha256').update(zip).digest('hex') };
}
