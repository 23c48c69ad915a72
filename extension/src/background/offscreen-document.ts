const page = 'offscreen.html';

let making: Promise<void> | undefined;

/** Has the document made in which the engine's worker lives. Several may ask at once; this worker may be a new one. */
export async function ensureOffscreen(): Promise<void> {
  making ??= make().finally(() => {
    making = undefined;
  });
  await making;
}

async function make(): Promise<void> {
  const contextTypes = [chrome.runtime.ContextType.OFFSCREEN_DOCUMENT];
  if ((await chrome.runtime.getContexts({ contextTypes })).length > 0) return;
  try {
    await chrome.offscreen.createDocument({
      url: page,
      reasons: [chrome.offscreen.Reason.WORKERS],
      justification: 'The language model runs in a worker, which a service worker can’t have.',
    });
  } catch (error) {
    // An earlier life of this service worker was about to make it.
    if (!/single offscreen/i.test(String(error))) throw error;
  }
}
