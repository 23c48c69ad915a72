import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  wasm: 'application/wasm',
};

const cache = process.env['FOREWORD_CACHE'] ?? fileURLToPath(new URL('../../.cache', import.meta.url));

/** Where the files of each folder of addresses are. */
const folders: readonly [prefix: string, folder: string][] = [
  ['/models/', `${cache}/models/`],
  ['/generated/', fileURLToPath(new URL('../../web/sdk/src/generated/', import.meta.url))],
  ['/', fileURLToPath(new URL('out/', import.meta.url))],
];

/** Serves `/page/NAME` as a page that runs the fixture of that name, what was bundled, the WASM builds and the models. */
export async function serve(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const headers = { 'content-security-policy': policy };
    const [, page] = /^\/page\/([a-z]+)$/.exec(pathname) ?? [];
    if (page !== undefined) {
      response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' });
      response.end(`<!doctype html><title>…</title><script type="module" src="/${page}.js"></script>`);
      return;
    }
    const [prefix, folder] = folders.find(([prefix]) => pathname.startsWith(prefix)) ?? ['/', ''];
    const path = `${folder}${pathname.slice(prefix.length)}`;
    stat(path).then(
      ({ size }) => {
        const type = types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
        response.writeHead(200, { ...headers, 'content-type': type, 'content-length': size });
        createReadStream(path).pipe(response);
      },
      () => {
        response.writeHead(404).end();
      },
    );
  });
  const { port } = await listening(server);
  return { url: `http://localhost:${port}`, close: () => server.close() };
}

function listening(server: Server): Promise<AddressInfo> {
  return new Promise((resolve) => {
    server.listen(0, 'localhost', () => {
      resolve(server.address() as AddressInfo);
    });
  });
}
