import type { BrowserContext, CDPSession } from '@playwright/test';

/** A page, worker or document of the browser, as its tools name it. */
export interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

/** Everything that runs in a browser, the engine's document and service workers included. */
export async function targetsOf(context: BrowserContext): Promise<TargetInfo[]> {
  const browser = await browserOf(context);
  const { targetInfos } = (await browser.send('Target.getTargets', { filter: [{}] })) as {
    targetInfos: TargetInfo[];
  };
  await browser.detach();
  return targetInfos;
}

/** The browser's tools on one target, for those that Playwright doesn't show. */
export class Target {
  #last = 0;

  private constructor(
    private readonly browser: CDPSession,
    private readonly sessionId: string,
  ) {}

  static async attach(context: BrowserContext, { targetId }: TargetInfo): Promise<Target> {
    const browser = await browserOf(context);
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: false });
    return new Target(browser, sessionId);
  }

  /** What the browser answers; rejects with its error, or when the target goes away. */
  send(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const settle = (run: () => void) => {
        this.browser.off('Target.receivedMessageFromTarget', hear);
        this.browser.off('Target.detachedFromTarget', gone);
        run();
      };
      const hear = ({ sessionId, message }: { sessionId: string; message: string }) => {
        if (sessionId !== this.sessionId) return;
        const { id: answered, result, error } = JSON.parse(message) as Answer;
        if (answered !== id) return;
        settle(() => {
          if (error === undefined) resolve(result);
          else reject(new Error(`${method}: ${error.message}`));
        });
      };
      const gone = ({ sessionId }: { sessionId: string }) => {
        if (sessionId !== this.sessionId) return;
        settle(() => {
          reject(new Error(`${method}: the target is gone`));
        });
      };
      this.browser.on('Target.receivedMessageFromTarget', hear);
      this.browser.on('Target.detachedFromTarget', gone);
      const message = JSON.stringify({ id, method, params });
      this.browser
        .send('Target.sendMessageToTarget', { sessionId: this.sessionId, message })
        .catch((error: unknown) => {
          settle(() => {
            reject(error instanceof Error ? error : new Error(String(error)));
          });
        });
    });
  }

  async detach(): Promise<void> {
    await this.browser.detach();
  }
}

async function browserOf(context: BrowserContext): Promise<CDPSession> {
  const browser = await context.browser()?.newBrowserCDPSession();
  if (browser === undefined) throw new Error('there is no browser');
  return browser;
}
