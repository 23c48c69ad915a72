/* global document, location, Worker */
// Runs before anything is drawn: what was chosen before decides where things stand, so that nothing moves later.
(() => {
  const { dataset } = document.documentElement;
  dataset.kind = 'mail';
  dataset.shelf = 'open';
  const page = /^#\/(\w+)/.exec(location.hash)?.[1];
  dataset.page = ['voice', 'memory', 'speed', 'settings', 'welcome'].includes(page) ? page : 'write';
  try {
    const { kind, shelf } = JSON.parse(localStorage.getItem('foreword-desk') ?? '{}');
    if (['mail', 'chat', 'document', 'note'].includes(kind)) dataset.kind = kind;
    if (shelf === 'closed') dataset.shelf = shelf;
    const { theme } = JSON.parse(localStorage.getItem('foreword-settings') ?? '{}');
    if (theme === 'light' || theme === 'dark') dataset.theme = theme;
  } catch {
    // Nothing was kept, or nothing may be.
  }
  // The engine's worker reads its code while the page's scripts are read; `src/drafts/early.ts` takes it over. Not where
  // all of it comes from the network: the page goes first then.
  const { worker: url } = document.currentScript.dataset;
  if (url === undefined || !navigator.serviceWorker?.controller) return;
  const early = (globalThis.forewordEarly = { url });
  // The page is drawn first.
  setTimeout(() => {
    if (early.isTaken) return;
    try {
      const worker = new Worker(url, { type: 'module', name: 'prepare' });
      early.worker = worker;
      worker.onerror = () => delete early.worker;
    } catch {
      // Whoever needs one says why there is none.
    }
  });
})();
