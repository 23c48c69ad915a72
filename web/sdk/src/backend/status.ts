import type { Flavour } from '../flavour.js';

/** Where drafts may be computed: wherever it is faster, on the processor alone, or on the graphics card if it can. */
export type BackendChoice = 'auto' | 'cpu' | 'webgpu';

/** All of them. */
export const backendChoices = ['auto', 'cpu', 'webgpu'] as const satisfies readonly BackendChoice[];

/** How many threads may compute on the processor. */
export type ThreadChoice = 'auto' | 1 | 2 | 4;

/** All of them. */
export const threadChoices = ['auto', 1, 2, 4] as const satisfies readonly ThreadChoice[];

/** Why drafts are computed where they are. New reasons may be added. */
export type BackendReason =
  /** This browser has no WebGPU. */
  | 'no-webgpu'
  /** The browser has WebGPU but found no graphics card for it. */
  | 'no-adapter'
  /** The graphics card has not been tested; if a test failed for another reason, the message gives it. */
  | 'not-tested'
  /** The graphics card is made ready or tested, in pauses; the processor answers meanwhile. */
  | 'testing'
  /** The graphics card is right, and faster than the processor. */
  | 'faster'
  /** The graphics card is slower than the processor. */
  | 'slower'
  /** The graphics card computes other numbers than the processor. */
  | 'wrong'
  /** The graphics card can't run the model; the message has the numbers. */
  | 'unsupported'
  /** The graphics card was lost, is out of memory or did not answer. The processor took over. */
  | 'device-lost'
  /** The code for the graphics card stopped, or its test never ended. */
  | 'crashed'
  /** The caller chose it: `LoadOptions.backend` or `Engine.use`. */
  | 'chosen';

/** All of them. */
export const backendReasons = [
  'no-webgpu',
  'no-adapter',
  'not-tested',
  'testing',
  'faster',
  'slower',
  'wrong',
  'unsupported',
  'device-lost',
  'crashed',
  'chosen',
] as const satisfies readonly BackendReason[];

/** Where drafts are computed, and why. */
export interface BackendStatus {
  used: 'cpu' | 'webgpu';
  /** The WASM build that answers. */
  flavour: Flavour;
  reason: BackendReason;
  /** Threads that compute on the processor; absent until there has been more than one. */
  threads?: number | undefined;
  /** The graphics card's name, where one was found. */
  adapter?: string | undefined;
  /** Median milliseconds of a keystroke in the test. */
  keystrokeMs?: { cpu: number; webgpu: number } | undefined;
  /** The largest difference of two log-probabilities, in nats; absent if they were not compared. */
  mostApart?: number | undefined;
  /** More about the reason, in English. */
  message?: string | undefined;
  /** When the test was, in milliseconds since 1970. */
  testedAt?: number | undefined;
  /** The test was made in an earlier session, or by another tab. */
  remembered?: boolean | undefined;
}
