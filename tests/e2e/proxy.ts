import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';

/** How the proxy spoils the next answers for the model files. */
export interface Trouble {
  /** The connection breaks after this many bytes of the answer. */
  cutAfter?: number;
  /** After this many bytes of the answer nothing comes any more, and the connection stays open. */
  stallAfter?: number;
  /** This byte of the answer is changed. */
  flipByte?: number;
  /** Bytes per second, so that something can be seen while the model arrives. */
  bytesPerSecond?: number;
  /** Only the drafting decoder suffers. */
  decoderOnly?: boolean;
}

/** Stands between the page and the real server, on a port (so: an origin, with storage) of its own. */
export interface Proxy {
  url: string;
  trouble: Trouble;
  /** `Range` of every request for the encoder; `undefined` where there was none. */
  ranges: (string | undefined)[];
  /** The same for the drafting decoder. */
  decoderRanges: (string | undefined)[];
  close(): Promise<void>;
}

export async function startProxy(upstream: string): Promise<Proxy> {
  const proxy: Proxy = {
    url: '',
    trouble: {},
    ranges: [],
    decoderRanges: [],
    close: () => Promise.resolve(),
  };
  const server = createServer((incoming, outgoing) => {
    const isModel = incoming.url?.startsWith('/models/') === true;
    const isDecoder = isModel && incoming.url?.includes('.safetensors') === true;
    if (isModel) (isDecoder ? proxy.decoderRanges : proxy.ranges).push(incoming.headers.range);
    const isSpoiled = isDecoder || (isModel && proxy.trouble.decoderOnly !== true);
    forward({ upstream, incoming, outgoing, trouble: isSpoiled ? proxy.trouble : {} });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  proxy.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => {
        resolve();
      });
    });
  return proxy;
}

interface Exchange {
  upstream: string;
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  trouble: Trouble;
}

function forward({ upstream, incoming, outgoing, trouble }: Exchange): void {
  const { host } = new URL(upstream);
  const options = { method: incoming.method, headers: { ...incoming.headers, host } };
  const onward = request(new URL(incoming.url ?? '/', upstream), options, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    // Sent at once, so that the page knows that the answer began even if no byte of it follows soon.
    outgoing.flushHeaders();
    answer.pipe(new Spoiler(trouble, () => outgoing.destroy())).pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

class Spoiler extends Transform {
  #passed = 0;

  constructor(
    private readonly trouble: Trouble,
    private readonly cut: () => void,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const { cutAfter = Infinity, stallAfter = Infinity, flipByte = -1, bytesPerSecond } = this.trouble;
    const from = this.#passed;
    this.#passed += chunk.length;
    if (flipByte >= from && flipByte < this.#passed) {
      chunk[flipByte - from] = (chunk[flipByte - from] ?? 0) ^ 1;
    }
    if (this.#passed > cutAfter) {
      this.push(chunk.subarray(0, cutAfter - from));
      // What was pushed must leave before the connection breaks.
      setImmediate(this.cut);
      return;
    }
    if (this.#passed > stallAfter) {
      this.push(chunk.subarray(0, Math.max(0, stallAfter - from)));
      return;
    }
    const pass = () => {
      done(null, chunk);
    };
    if (bytesPerSecond === undefined) pass();
    else setTimeout(pass, (chunk.length / bytesPerSecond) * 1000);
  }
}
