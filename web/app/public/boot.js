/* global document, location */
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
})();
