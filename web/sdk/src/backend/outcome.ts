import type { Verdict } from '../core.js';
import { type ErrorCode, toForewordError } from '../errors.js';
import { finite, text } from '../primitives.js';
import { type Output, object, oneOf, optional } from '../schema.js';
import { keystrokeMsSchema } from '../schemas.js';
import type { BackendReason } from './status.js';

/** Result of a test of the graphics card; it can be stored. */
export const outcomeSchema = object({
  reason: oneOf(['faster', 'slower', 'wrong', 'unsupported', 'crashed']),
  message: optional(text),
  keystrokeMs: optional(keystrokeMsSchema),
  mostApart: optional(finite),
});
export type Outcome = Output<typeof outcomeSchema>;

/** The outcome that a verdict means. Only finite numbers are kept: a wrong graphics card may compute others. */
export function outcomeOf({ finding, because: message, keystrokeMs, mostApart }: Verdict): Outcome {
  const { cpu, webgpu } = keystrokeMs;
  return {
    reason: finding,
    message,
    ...(Number.isFinite(mostApart) && { mostApart }),
    ...(Number.isFinite(cpu) && Number.isFinite(webgpu) && { keystrokeMs: { cpu, webgpu } }),
  };
}

/** Codes of failures that say nothing about the graphics card; another session may try again. */
const unrelatedCodes: readonly ErrorCode[] = [
  'cancelled',
  'disposed',
  'model-corrupt',
  'model-missing',
  'network',
  'quota-exceeded',
  'storage',
];

/** Why an engine on the graphics card isn't used, or is used no longer. */
export function reasonOfFailure(thrown: unknown): { reason: BackendReason; message: string } {
  const { code, message } = toForewordError(thrown);
  if (unrelatedCodes.includes(code)) return { reason: 'not-tested', message };
  if (code === 'unsupported' || code === 'device-lost') return { reason: code, message };
  return { reason: 'crashed', message };
}
