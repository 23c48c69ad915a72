import { type BackendStatus, backendChoices, backendReasons } from '../backend/status.js';
import { type CoreOptions, type Flavour, cpuFlavours, flavours } from '../core.js';
import {
  type DecoderState,
  type ModelSource,
  type PackedSource,
  type Progress,
  depths,
  strategies,
} from '../old-engine.js';
import { errorCodes } from '../errors.js';
import * as check from './check.js';
import type { Answer, CallKind, Calls, Request } from './messages.js';

const encoded = check.record({ encoded: check.count, reused: check.count });
const wireError = check.record({
  code: check.oneOf(errorCodes),
  message: check.string,
  details: check.details,
});

const place = { url: check.string, bytes: check.count, sha256: check.sha256 };
const source = check.record<ModelSource>({
  ...place,
  packed: check.optional(check.record<PackedSource>(place)),
});
const options = check.record<CoreOptions>({
  drafts: check.count,
  tokens: check.count,
  minConfidence: check.optional(check.number),
  deadlineMs: check.optional(check.number),
  allowNumbers: check.optional(check.boolean),
  reuse: check.optional(check.boolean),
  strategy: check.optional(check.oneOf(strategies)),
  depth: check.optional(check.oneOf(depths)),
  verify: check.optional(check.count),
});

const flavour = check.oneOf(flavours);
const cpuFlavour = check.oneOf(cpuFlavours);
const url = check.optional(check.string);

const backendChoice = check.oneOf(backendChoices);
const backendStatus = check.record<BackendStatus>({
  used: check.oneOf(['cpu', 'webgpu']),
  flavour,
  reason: check.oneOf(backendReasons),
  adapter: check.optional(check.string),
  keystrokeMs: check.optional(check.record({ cpu: check.number, webgpu: check.number })),
  mostApart: (value) => (value === null ? undefined : check.optional(check.number)(value)),
  message: check.optional(check.string),
  testedAt: check.optional(check.count),
  remembered: check.optional(check.boolean),
});

const decoderStates = check.record<{ state: DecoderState['state'] }>({
  state: check.oneOf(['loaded', 'none', 'failed']),
});
const decoderState: check.Check<DecoderState> = (value) => {
  const { state } = decoderStates(value);
  return state === 'failed' ? { state, error: wireError((value as { error?: unknown }).error) } : { state };
};

const inputs: { [K in CallKind]: check.Check<Calls[K]['in']> } = {
  load: check.record({
    model: source,
    decoder: check.optional(source),
    flavour: check.optional(cpuFlavour),
    backend: check.optional(backendChoice),
    wasmUrls: check.optional(
      check.record<Partial<Record<Flavour, string | undefined>>>({ 'cpu-relaxed': url, cpu: url, webgpu: url }),
    ),
  }),
  complete: check.record({ text: check.string, options }),
  cancel: check.nothing,
  score: check.tokenIds,
  tokenize: check.string,
  encode: check.tokenIds,
  memory: check.nothing,
  backend: check.nothing,
  'test-backends': backendChoice,
};

const outputs: { [K in CallKind]: check.Check<Calls[K]['out']> } = {
  load: check.record({
    flavour: cpuFlavour,
    downloadedBytes: check.count,
    loadMs: check.number,
    decoder: decoderState,
  }),
  complete: check.record({
    drafts: check.list(check.record({ text: check.string, logProb: check.number, confidence: check.number })),
    tokens: encoded,
    timingMs: check.record({ encode: check.number, decode: check.number, verify: check.number }),
    steps: check.count,
    revision: check.count,
  }),
  cancel: check.nothing,
  score: check.record({ logProbs: check.floats, top: check.tokenIds }),
  tokenize: check.tokenIds,
  encode: encoded,
  memory: check.count,
  backend: backendStatus,
  'test-backends': backendStatus,
};

const head = check.record({ kind: check.string, id: check.count });
const kinds = check.oneOf(Object.keys(inputs) as CallKind[]);

/** The `id` of a message that may otherwise be nonsense, so that it can be refused; `undefined` if it has none. */
export function idOf(data: unknown): number | undefined {
  const id = (data as { id?: unknown } | null | undefined)?.id;
  return Number.isSafeInteger(id) ? (id as number) : undefined;
}

/** @throws {ForewordError} `"bad-message"` */
export function parseRequest(data: unknown): Request {
  const { kind, id } = head(data);
  const call = kinds(kind);
  return { kind: call, id, input: inputs[call]((data as { input?: unknown }).input) } as Request;
}

/** @throws {ForewordError} `"bad-message"` */
export function parseAnswer(data: unknown): Answer {
  const { kind, id } = head(data);
  const body = data as { value?: unknown; error?: unknown; progress?: unknown; status?: unknown };
  if (kind === 'return') return { kind, id, value: body.value };
  if (kind === 'throw') return { kind, id, error: wireError(body.error) };
  if (kind === 'progress') return { kind, id, progress: parseProgress(body.progress) };
  if (kind === 'backend') return { kind, id: 0, status: backendStatus(body.status) };
  throw check.bad('return, throw, progress or backend', kind);
}

/** Checks a returned value against the call it answers. @throws {ForewordError} `"bad-message"` */
export function parseOutput<K extends CallKind>(kind: K, value: unknown): Calls[K]['out'] {
  return outputs[kind](value);
}

const download = check.record({
  received: check.count,
  total: check.count,
  bytesPerSecond: check.number,
  secondsLeft: check.optional(check.number),
});
const steps = check.record({ done: check.count, total: check.count });
const phase = check.record<{ phase: Progress['phase'] }>({
  phase: check.oneOf(['waiting', 'download', 'verify', 'unpack', 'load']),
});

function parseProgress(value: unknown): Progress {
  const { phase: name } = phase(value);
  if (name === 'waiting') return { phase: name };
  if (name === 'download') return { phase: name, ...download(value) };
  return { phase: name, ...steps(value) };
}
