import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, extname, join } from 'node:path';

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

/**
 * Serves a folder and the model files, cross-origin isolated, which measuring memory and a fine clock need. There is no
 * content policy: the peer starts its worker from a blob. `folders` says what is served beside, by the beginning of its
 * address. Resolves to the address and to what ends the server.
 */
export async function serve({ folder, models, folders = {} }) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const model = models.find((file) => pathname === `/models/${basename(file)}`);
    const prefix = Object.keys(folders).find((start) => pathname.startsWith(start));
    const path =
      model ??
      (prefix !== undefined
        ? join(folders[prefix], pathname.slice(prefix.length))
        : join(folder, pathname === '/' ? 'index.html' : pathname));
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-length': size,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cache-control': model !== undefined ? 'no-store' : 'max-age=3600',
    });
    if (request.method === 'HEAD') response.end();
    else createReadStream(path).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${server.address().port}/`,
    close: () => server.closeAllConnections() || server.close(),
  };
}
