import type { Flavour } from '../core.js';

/** Where drafts may be computed: wherever it is faster, on the processor alone, or on the graphics card if it can. */
export const backendChoices = ['auto', 'cpu', 'webgpu'] as const;
export type BackendChoice = (typeof backendChoices)[number];

/** Why drafts are computed where they are. New reasons may be added. */
export const backendReasons = [
  /** This browser has no WebGPU. */
  'no-webgpu',
  /** It has, but found no graphics card for it. */
  'no-adapter',
  /** Nothing has been tried yet, or it could not be tried; then the message says why. */
  'not-tested',
  /** The graphics card is made ready or tested, in pauses; the processor answers meanwhile. */
  'testing',
  /** The graphics card is right, and faster than the processor. */
  'faster',
  /** The graphics card is slower than the processor. */
  'slower',
  /** What the graphics card computes isn't what the processor does. */
  'wrong',
  /** The graphics card can't run the model; the message has the numbers. */
  'unsupported',
  /** The graphics card was lost, is out of memory or did not answer. The processor took over. */
  'device-lost',
  /** The code for the graphics card stopped, or its test never ended. */
  'crashed',
  /** `LoadOptions.backend` asked for it. */
  'chosen',
] as const;
export type BackendReason = (typeof backendReasons)[number];

/** What drafts are computed on, and why. */
export interface BackendStatus {
  used: 'cpu' | 'webgpu';
  /** The WASM build that answers. */
  flavour: Flavour;
  reason: BackendReason;
  /** The graphics card's name, where one was found. */
  adapter?: string | undefined;
  /** Median milliseconds of a keystroke in the test. */
  keystrokeMs?: { cpu: number; webgpu: number } | undefined;
  /** How far log-probabilities differed at most, in nats; absent if that was not looked at. */
  mostApart?: number | null | undefined;
  /** More about the reason, in English. */
  message?: string | undefined;
  /** When the test was, in milliseconds since 1970. */
  testedAt?: number | undefined;
  /** The test was made in an earlier session, or by another tab. */
  remembered?: boolean | undefined;
}
