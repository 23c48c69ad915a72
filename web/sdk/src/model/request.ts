import type { PackedSource } from '../types.js';
import { ForewordError } from '../errors.js';
import { checkHeaders } from './answer.js';

/** The rest of a file, as the server sends it. */
export interface Rest {
  /** The position of the body's first byte: the requested one, or 0 if the server starts over. */
  from: number;
  etag: string | undefined;
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

export interface RestOptions {
  fetch: typeof fetch;
  /** Ends the request, also while its body comes. */
  signal: AbortSignal;
  from: number;
  etag: string | undefined;
}

/**
 * Asks for `source` from byte `from` on, if it is still the file with this `etag`, else for all of it.
 *
 * @throws {ForewordError} `"network"`; `"model-missing"`, if the answer is visibly something else than the file.
 */
export async function requestRest(source: PackedSource, options: RestOptions): Promise<Rest> {
  const { from, etag } = options;
  // Only from servers: Chromium answers ranges of an extension's files with 200, as if it sent all of them.
  const isResumed = from > 0 && source.url.startsWith('http');
  const response = await send(source, options, isResumed ? rangeHeaders(from, etag) : {});
  if (response.status === 404 || response.status === 410) {
    throw new ForewordError('model-missing', `no model at ${source.url}: HTTP ${response.status}`, {
      status: response.status,
    });
  }
  const start = startOf(response, source, from);
  if (start === undefined && from > 0 && (response.status === 206 || response.status === 416)) {
    // The stored bytes are not the beginning of the server's file.
    await response.body?.cancel();
    return requestRest(source, { ...options, from: 0, etag: undefined });
  }
  if (start === undefined || response.body === null) {
    throw new ForewordError('network', `the server answered HTTP ${response.status} for the model`, {
      status: response.status,
    });
  }
  try {
    checkHeaders(response, source, start);
  } catch (error) {
    await response.body.cancel();
    throw error;
  }
  return { from: start, etag: strongEtag(response), body: response.body };
}

async function send(
  source: PackedSource,
  { fetch, signal }: RestOptions,
  headers: Record<string, string>,
): Promise<Response> {
  try {
    // The HTTP cache would keep a second copy.
    return await fetch(source.url, { headers, cache: 'no-store', signal });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ForewordError('network', `the server cannot be reached: ${message}`, {}, { cause: error });
  }
}

function rangeHeaders(from: number, etag: string | undefined): Record<string, string> {
  return { range: `bytes=${from}-`, ...(etag === undefined ? {} : { 'if-range': etag }) };
}

/** Where the body starts in the file, or `undefined` if the answer is of no use. */
function startOf(response: Response, source: PackedSource, asked: number): number | undefined {
  if (response.status === 200) return 0;
  if (response.status !== 206) return undefined;
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (match === null || Number(match[1]) !== asked) return undefined;
  return match[2] === '*' || Number(match[2]) === source.bytes ? asked : undefined;
}

/** `If-Range` takes strong validators only. */
function strongEtag(response: Response): string | undefined {
  const etag = response.headers.get('etag');
  return etag === null || etag.startsWith('W/') ? undefined : etag;
}
