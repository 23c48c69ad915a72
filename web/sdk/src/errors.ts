/** The kinds of {@link ForewordError}. New codes may be added. */
export type ErrorCode =
  /** An argument is out of its range or of the wrong type. */
  | 'bad-argument'
  /** A message between page and worker was malformed, as where two versions of the package meet. */
  | 'bad-message'
  /** A newer call, or the caller, ended this one. The public API shows it as a `DOMException` `AbortError`. */
  | 'cancelled'
  /** The graphics card was lost, is out of memory or did not answer. The processor takes over, so no caller sees it. */
  | 'device-lost'
  /** Another tab was faster; the change is made again, so no caller sees it. */
  | 'conflict'
  /** `dispose` was called. */
  | 'disposed'
  /** The worker or the WASM instance died. The next call starts a new one. */
  | 'engine-crashed'
  /** Anything else. */
  | 'internal'
  /** The model's bytes are not those its SHA-256 promises. They were deleted. */
  | 'model-corrupt'
  /** The engine cannot read the model file. */
  | 'model-invalid'
  /** The server has no model at this address. */
  | 'model-missing'
  /** The download stopped. The bytes that arrived are kept, and the next call continues from there. */
  | 'network'
  /** A profile's file is none, damaged, or cannot be; nothing of it is used. */
  | 'profile-invalid'
  /** A newer version of the program wrote the profile. */
  | 'profile-newer'
  /** The device has no room. What was stored before is still there. */
  | 'quota-exceeded'
  /** The browser's storage failed for another reason. */
  | 'storage'
  /** The browser lacks something the engine needs; the message says what. */
  | 'unsupported'
  /** A sealed file's passphrase is missing or another one. */
  | 'wrong-passphrase';

/** All of them. */
export const errorCodes = [
  'bad-argument',
  'bad-message',
  'cancelled',
  'conflict',
  'device-lost',
  'disposed',
  'engine-crashed',
  'internal',
  'model-corrupt',
  'model-invalid',
  'model-missing',
  'network',
  'profile-invalid',
  'profile-newer',
  'quota-exceeded',
  'storage',
  'unsupported',
  'wrong-passphrase',
] as const satisfies readonly ErrorCode[];

/** Numbers and names that belong to an error, such as bytes expected and found. */
export type ErrorDetails = Record<string, string | number>;

/** The one error class of this package. */
export class ForewordError extends Error {
  override readonly name = 'ForewordError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(value);
}

/**
 * Makes a {@link ForewordError} of anything that was thrown.
 *
 * Errors of the Rust core are plain `Error`s with a `code`; a `WebAssembly.RuntimeError` is a trap, after which the
 * instance must not be used again.
 */
export function toForewordError(thrown: unknown): ForewordError {
  if (thrown instanceof ForewordError) return thrown;
  const { code, name, message } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Record<
    string,
    unknown
  >;
  const made = (of: ErrorCode, text = typeof message === 'string' ? message : String(thrown)) =>
    new ForewordError(of, text, {}, { cause: thrown });
  if (thrown instanceof WebAssembly.RuntimeError) {
    return made('engine-crashed', `the engine stopped: ${thrown.message}`);
  }
  if (name === 'AbortError') return made('cancelled');
  if (name === 'QuotaExceededError') return made('quota-exceeded');
  return made(isErrorCode(code) ? code : 'internal');
}

/** An error as it crosses from the worker to the page; see `WireError`. */
export function toWire(thrown: unknown): { code: ErrorCode; message: string; details: ErrorDetails } {
  const { code, message, details } = toForewordError(thrown);
  return { code, message, details };
}
