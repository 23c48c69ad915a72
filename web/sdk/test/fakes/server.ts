/** How the server of a test misbehaves. */
export interface ServerOptions {
  etag?: string | undefined;
  /** The connection breaks after this many bytes of each answer. */
  cutAfter?: number | undefined;
  ranges?: boolean;
  /** Ranges are sent with status 200 and nothing that says so, as Chromium sends the files of an extension. */
  hidesRanges?: boolean;
  status?: number;
  /** No answer at all. */
  down?: boolean;
  /** What is sent instead of the file, with status 200. */
  instead?: { body: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> } | undefined;
  /** After this many bytes of each answer nothing comes any more, and the connection stays open. */
  stallAfter?: number | undefined;
  /** Requests aren't answered at all, and the connection stays open. */
  silent?: boolean;
  /** Called when somebody waits for a byte that will not come. */
  onStall?: () => void;
  /** Bytes that come together. Default 70. */
  chunk?: number;
  /** Headers of each answer with the file. */
  headers?: Record<string, string>;
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
  const signals: (AbortSignal | undefined)[] = [];
  const stalled: { goOn: () => void } = { goOn: () => undefined };
  const fetchModel = ((url: string, init?: RequestInit) => {
    const isDecoder = url.includes('.safetensors');
    const bytes = isDecoder && decoder !== undefined ? decoder : model;
    const headers = (init?.headers ?? {}) as Record<string, string>;
    requests.push(headers);
    signals.push(init?.signal ?? undefined);
    if (options.silent === true) {
      queueMicrotask(() => options.onStall?.());
      return new Promise(() => undefined);
    }
    if (options.instead !== undefined) {
      const { body, headers } = options.instead;
      return Promise.resolve(new Response(body, { headers: { 'content-type': '', ...headers } }));
    }
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
    const etag: Record<string, string> = options.etag === undefined ? {} : { etag: options.etag };
    const answer = { ...options.headers, ...etag };
    if (partial && from >= bytes.length) return Promise.resolve(new Response(null, { status: 416 }));
    if (partial && options.hidesRanges !== true)
      answer['content-range'] = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    const body = streamOf(bytes.subarray(from), options, stalled);
    return Promise.resolve(
      new Response(body, { status: partial && options.hidesRanges !== true ? 206 : 200, headers: answer }),
    );
  }) as typeof fetch;
  return {
    fetch: fetchModel,
    requests,
    signals,
    options,
    goOn: () => {
      stalled.goOn();
    },
  };
}

function streamOf(
  bytes: Uint8Array<ArrayBuffer>,
  { cutAfter = Infinity, stallAfter = Infinity, chunk = 70, onStall }: ServerOptions,
  stalled: { goOn: () => void },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  const source: UnderlyingDefaultSource<Uint8Array<ArrayBuffer>> = {
    pull(controller) {
      if (at >= cutAfter) {
        controller.error(new TypeError('network error'));
        return undefined;
      }
      if (at >= stallAfter) {
        queueMicrotask(() => onStall?.());
        return new Promise<void>((resolve) => {
          stalled.goOn = () => {
            controller.enqueue(bytes.slice(at));
            controller.close();
            resolve();
          };
        });
      }
      const end = Math.min(at + chunk, bytes.length, cutAfter, stallAfter);
      if (end > at) controller.enqueue(bytes.slice(at, end));
      at = end;
      if (at === bytes.length) controller.close();
      return undefined;
    },
  };
  // Nothing is sent before somebody reads.
  return new ReadableStream(source, { highWaterMark: 0 });
}
