import type { BrowserContext, CDPSession } from '@playwright/test';

interface Target {
  targetId: string;
  url: string;
}

/**
 * Evaluates in the engine's document, which Playwright doesn't show among its pages. Its target takes messages through
 * the browser's session.
 */
export class EngineDocument {
  #last = 0;

  private constructor(
    private readonly browser: CDPSession,
    private readonly sessionId: string,
  ) {}

  static async find(context: BrowserContext): Promise<EngineDocument | undefined> {
    const browser = await context.browser()?.newBrowserCDPSession();
    if (browser === undefined) throw new Error('there is no browser');
    const { targetInfos } = (await browser.send('Target.getTargets', { filter: [{}] })) as {
      targetInfos: Target[];
    };
    const target = targetInfos.find(({ url }) => url.endsWith('/offscreen.html'));
    if (target === undefined) return undefined;
    const { sessionId } = await browser.send('Target.attachToTarget', {
      targetId: target.targetId,
      flatten: false,
    });
    return new EngineDocument(browser, sessionId);
  }

  /** The JSON value of an expression there. */
  evaluate(expression: string): Promise<unknown> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const hear = ({ sessionId, message }: { sessionId: string; message: string }) => {
        if (sessionId !== this.sessionId) return;
        const answer = JSON.parse(message) as {
          id?: number;
          result?: { result: { value?: unknown }; exceptionDetails?: { text: string } };
        };
        if (answer.id !== id) return;
        this.browser.off('Target.receivedMessageFromTarget', hear);
        const { result } = answer;
        if (result?.exceptionDetails !== undefined) reject(new Error(result.exceptionDetails.text));
        else resolve(result?.result.value);
      };
      this.browser.on('Target.receivedMessageFromTarget', hear);
      const params = { expression, awaitPromise: true, returnByValue: true };
      const message = JSON.stringify({ id, method: 'Runtime.evaluate', params });
      void this.browser.send('Target.sendMessageToTarget', { sessionId: this.sessionId, message });
    });
  }
}

/** What the table's engine was asked and taught. */
export interface Seen {
  asked: string[];
  learned: { text: string; site: string }[];
  engines: number;
}

/** What the engine of the tests has seen since it started. */
export async function seen(context: BrowserContext): Promise<Seen> {
  const document = await EngineDocument.find(context);
  return (
    ((await document?.evaluate('globalThis.seen')) as Seen | undefined) ?? {
      asked: [],
      learned: [],
      engines: 0,
    }
  );
}
