import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Like `fetch`, and reads `file:` addresses too, which Node's own refuses. A missing file is an answer with 404. */
export async function fetchOrRead(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.protocol !== 'file:') return fetch(input, init);
  let file;
  try {
    file = await open(fileURLToPath(url));
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    return new Response(null, { status: 404 });
  }
  const { size } = await file.stat();
  const type = url.pathname.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
  const headers = { 'content-length': String(size), 'content-type': type };
  return new Response(file.readableWebStream({ type: 'bytes' }) as ReadableStream, { headers });
}
