import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Like `fetch`, and reads `file:` addresses too, which Node's own refuses. A missing file is an answer with 404. */
export async function fetchOrRead(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.protocol !== 'file:') return fetch(input, init);
  const path = fileURLToPath(url);
  let size;
  try {
    ({ size } = await stat(path));
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    return new Response(null, { status: 404 });
  }
  const type = path.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
  const headers = { 'content-length': String(size), 'content-type': type };
  // The stream closes the file, also where it is left early.
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, { headers });
}
