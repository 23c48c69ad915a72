/** The kinds of {@link ForewordError}. New codes may be added. */
export declare const errorCodes: readonly ["bad-argument", "bad-message", "cancelled", "device-lost", "disposed", "engine-crashed", "internal", "model-corrupt", "model-invalid", "model-missing", "network", "quota-exceeded", "storage", "unsupported"];
export type ErrorCode = (typeof errorCodes)[number];
/** Numbers and names that belong to an error, such as bytes expected and found. */
export type ErrorDetails = Record<string, string | number>;
/** The one error class of this package. */
export declare class ForewordError extends Error {
    readonly code: ErrorCode;
    readonly details: ErrorDetails;
    readonly name = "ForewordError";
    constructor(code: ErrorCode, message: string, details?: ErrorDetails, options?: ErrorOptions);
}
export declare function isErrorCode(value: unknown): value is ErrorCode;
/**
 * Makes a {@link ForewordError} of anything that was thrown.
 *
 * Errors of the Rust core are plain `Error`s with a `code`; a `WebAssembly.RuntimeError` is a trap, after which the
 * instance must not be used again.
 */
export declare function toForewordError(thrown: unknown): ForewordError;
/** An error as it crosses from the worker to the page; see `WireError`. */
export declare function toWire(thrown: unknown): {
    code: ErrorCode;
    message: string;
    details: ErrorDetails;
};
