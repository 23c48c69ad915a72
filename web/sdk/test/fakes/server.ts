/** How the server of a test misbehaves. */
export interface ServerOptions {
  etag?: string | undefined;
  /** The connection breaks after this many bytes of each answer. */
  cutAfter?: number | undefined;
  ranges?: boolean;
  status?: number;
  /** No answer at all. */
  down?: boolean;
  /** 404 for the decoder alone. */
  withoutDecoder?: boolean;
}

/** A server of a model and perhaps a decoder, with byte ranges and `If-Range`, as a `fetch` function. */
export function serverOf(
  model: Uint8Array<ArrayBuffer>,
  options: ServerOptions = {},
  decoder?: Uint8Array<ArrayBuffer>,
) {
  const requests: Record<string, string>[] = [];
  const fetchModel = ((url: string, init?: RequestInit) => {
    const isDecoder = url.includes('.safetensors');
    const bytes = isDecoder && decoder !== undefined ? decoder : model;
    const headers = (init?.headers ?? {}) as Record<string, string>;
    requests.push(headers);
    if (options.down === true) return Promise.reject(new TypeError('Failed to fetch'));
    if (isDecoder && options.withoutDecoder === true) {
      return Promise.resolve(new Response('no', { status: 404 }));
    }
    if (options.status !== undefined) return Promise.resolve(new Response('no', { status: options.status }));
    const range = /^bytes=(\d+)-$/.exec(headers['range'] ?? '');
    const ifRange = headers['if-range'];
    const partial =
      range !== null && options.ranges !== false && (ifRange === undefined || ifRange === options.etag);
    const from = partial ? Number(range[1]) : 0;
    const answer: Record<string, string> = options.etag === undefined ? {} : { etag: options.etag };
    if (partial && from >= bytes.length) return Promise.resolve(new Response(null, { status: 416 }));
    if (partial) answer['content-range'] = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    const body = streamOf(bytes.subarray(from), options.cutAfter);
    return Promise.resolve(new Response(body, { status: partial ? 206 : 200, headers: answer }));
  }) as typeof fetch;
  return { fetch: fetchModel, requests, options };
}

function streamOf(
  bytes: Uint8Array<ArrayBuffer>,
  cutAfter = Infinity,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= cutAfter) {
        controller.error(new TypeError('network error'));
        return;
      }
      const end = Math.min(at + 70, bytes.length, cutAfter);
      if (end > at) controller.enqueue(bytes.slice(at, end));
      at = end;
      if (at === bytes.length) controller.close();
    },
  });
}
