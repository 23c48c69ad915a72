import type { Started } from './browser.js';

/**
 * Takes the engine's document away while the model is unpacked for the first time, as somebody does who closes the browser
 * at once. Returns how far that was, in percent; 100 if it was too late.
 */
export async function interruptUnpacking({ context, origin }: Started): Promise<number> {
  const page = await context.newPage();
  // One of our pages that asks for nothing by itself.
  await page.goto(`${origin}/manifest.json`);
  await page.evaluate(async () => {
    // The first run has asked for a document already, which may be further than is wanted.
    await chrome.offscreen.closeDocument().catch(() => undefined);
    await chrome.runtime.sendMessage({ to: 'background', kind: 'ensure' });
  });
  const reached = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const port = chrome.runtime.connect({ name: 'foreword-page' });
        port.onMessage.addListener((message: { kind: string; state?: string; message?: string }) => {
          const percent = Number(/(\d+)%/.exec(message.message ?? '')?.[1] ?? 0);
          if (message.state === 'ready') resolve(100);
          if (message.state === 'loading' && percent > 0) {
            void chrome.offscreen.closeDocument().then(() => {
              resolve(percent);
            });
          }
        });
        port.postMessage({ kind: 'engine', id: 1, call: 'load', args: [] });
      }),
  );
  await page.close();
  return reached;
}
