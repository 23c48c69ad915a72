import { ForewordError } from './errors.js';
import type { CpuFlavour } from './flavour.js';

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/**
 * A module of one function `() -> v128` with the given body (without its final `end`).
 *
 * Sections: type (one function type), function (one function of it), code.
 */
function moduleReturningV128(body: readonly number[]): Uint8Array<ArrayBuffer> {
  const code = [0x00, ...body, 0x0b];
  return new Uint8Array([
    ...header,
    ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b],
    ...[0x03, 0x02, 0x01, 0x00],
    ...[0x0a, code.length + 2, 0x01, code.length, ...code],
  ]);
}

/** `i32.const 1; i8x16.splat` */
const splat = [0x41, 0x01, 0xfd, 0x0f];

export const simdProbe = moduleReturningV128(splat);

/** Adds `i32x4.relaxed_dot_i8x16_i7x16_add_s` (opcode 0x113), the instruction the relaxed build is for. */
export const relaxedSimdProbe = moduleReturningV128([...splat, ...splat, ...splat, 0xfd, 0x93, 0x02]);

/** The parts of the environment that decide which build can run; tests pass their own. */
export interface Environment {
  WebAssembly?: { validate(bytes: Uint8Array<ArrayBuffer>): boolean } | undefined;
}

/**
 * The best build for the CPU that this browser can run.
 *
 * @throws {ForewordError} `"unsupported"`, if there is none; the message names what is missing.
 */
export function detectFlavour(environment: Environment = globalThis): CpuFlavour {
  const wasm = environment.WebAssembly;
  if (wasm === undefined) throw unsupported('WebAssembly');
  if (!wasm.validate(simdProbe)) throw unsupported('WebAssembly SIMD');
  return wasm.validate(relaxedSimdProbe) ? 'cpu-relaxed' : 'cpu';
}

export function unsupported(missing: string): ForewordError {
  return new ForewordError('unsupported', `this browser has no ${missing}`, { missing });
}
