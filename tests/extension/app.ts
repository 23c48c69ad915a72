import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

const packed = new URL('../../web/model/dist/', import.meta.url);

/** The package of the model names its files after their bytes, the app's server after what they are. */
function fileOf(path: string): URL {
  const name = /^\/models\/(foreword-[a-z]+)\.gguf\.packed$/.exec(path)?.[1];
  if (name === undefined) return new URL(`out/app${path === '/' ? '/index.html' : path}`, import.meta.url);
  return new URL(readdirSync(packed).find((file) => file.startsWith(name)) ?? name, packed);
}

/** Serves the app that `prepare.mjs` built, with the packed model. */
export async function serveApp(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = fileOf(pathname);
    readFile(file).then(
      (body) => {
        const type = types[extname(file.pathname)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
      },
      () => {
        response.writeHead(404).end();
      },
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}`, close: () => server.close() };
}
