import type { BrowserContext } from '@playwright/test';
import { Target, type TargetInfo, targetsOf } from './target.js';

/** Whether a target is the engine's document. */
export const isEngineDocument = ({ type, url }: TargetInfo): boolean =>
  type !== 'tab' && url.endsWith('/offscreen.html');

/** Evaluates in the engine's document, which Playwright doesn't show among its pages. */
export class EngineDocument {
  private constructor(
    private readonly context: BrowserContext,
    private readonly target: Target,
    private readonly targetId: string,
  ) {}

  static async find(context: BrowserContext): Promise<EngineDocument | undefined> {
    const info = (await targetsOf(context)).find(isEngineDocument);
    return info && new EngineDocument(context, await Target.attach(context, info), info.targetId);
  }

  /** The JSON value of an expression there. */
  async evaluate(expression: string): Promise<unknown> {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = (await this.target.send('Runtime.evaluate', params)) as {
      result: { value?: unknown };
      exceptionDetails?: { text: string };
    };
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return result.value;
  }

  /** Ends it with everything in it, as browsers do when they want the memory. */
  async close(): Promise<void> {
    // The answer can't come any more.
    await this.evaluate('close()').catch(() => undefined);
    const isThere = async () =>
      (await targetsOf(this.context)).some(({ targetId }) => targetId === this.targetId);
    for (let round = 0; round < 500; round += 1) if (!(await isThere())) return;
    throw new Error('the engine’s document is still there after 500 looks');
  }

  async detach(): Promise<void> {
    await this.target.detach();
  }
}

/** What the table's engine was asked and taught. */
export interface Seen {
  asked: string[];
  /** With which options each question's session was opened. */
  options: { site: string; learns: boolean; personal: boolean }[];
  learned: { text: string; site: string }[];
  counts: { typed: number; inserted: number; taken: number; dismissed: number }[];
  engines: number;
}

/** What the engine of the tests has seen since it started. */
export async function seen(context: BrowserContext): Promise<Seen> {
  const document = await EngineDocument.find(context);
  const found = (await document?.evaluate('globalThis.seen')) as Seen | undefined;
  await document?.detach();
  return found ?? { asked: [], options: [], learned: [], counts: [], engines: 0 };
}
