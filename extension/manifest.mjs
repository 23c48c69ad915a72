/** Everything that the extension asks a browser for, each with its reason. The build writes the reasons beside it. */

/** Permissions that install without a question. */
const permissions = {
  storage: 'Keeps what was set, in the browser’s own storage of this extension.',
  unlimitedStorage:
    'The unpacked model takes 124 MB of this extension’s storage, more than an extension may have.',
  scripting:
    'Brings the script that draws drafts into a page only when a text field there gets the focus. Without it every ' +
    'page would have to load all of it.',
};

/** Only where there are such documents. */
const chromiumPermissions = {
  offscreen: 'The model runs in a worker, which a service worker can’t have; the offscreen document can.',
};

/** The one permission that a person is asked for. */
const hosts = {
  '<all_urls>':
    'Text fields are in any page. The extension reads the field that has the focus, and sends it nowhere.',
};

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Keys without `Ctrl Alt` combinations that type characters on some keyboards. */
const commands = {
  toggle: { suggested_key: { default: 'Alt+Shift+F' }, description: 'Turn drafts on or off' },
  'toggle-site': { description: 'Turn drafts on or off for this site' },
  'pause-tab': { description: 'Pause drafts in this tab, or go on' },
};

const icons = Object.fromEntries([16, 32, 48, 128].map((size) => [size, `icons/${size}.png`]));

/** The manifest for `"chromium"` or `"firefox"`. */
export function manifest(browser, version) {
  const isFirefox = browser === 'firefox';
  return {
    manifest_version: 3,
    name: 'Foreword',
    version,
    description:
      'Drafts of your next words in every text field. The model runs on your device; no text leaves it.',
    icons,
    action: { default_title: 'Foreword', default_icon: icons, default_popup: 'popup.html' },
    options_ui: { page: 'options.html', open_in_tab: true },
    permissions: [...Object.keys(permissions), ...(isFirefox ? [] : Object.keys(chromiumPermissions))],
    host_permissions: Object.keys(hosts),
    content_security_policy: { extension_pages: policy },
    background: isFirefox
      ? { scripts: ['background.js'], type: 'module' }
      : { service_worker: 'background.js', type: 'module' },
    content_scripts: [
      {
        matches: Object.keys(hosts),
        js: ['loader.js'],
        all_frames: true,
        match_about_blank: true,
        match_origin_as_fallback: true,
        run_at: 'document_idle',
      },
    ],
    commands,
    incognito: 'spanning',
    ...(isFirefox
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'foreword@foreword.invalid',
              strict_min_version: '128.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { minimum_chrome_version: '124' }),
  };
}

/** What is asked for, and why: for reviewers, and for a test that leaves nothing without a reason. */
export const reasons = { permissions, chromiumPermissions, hosts };
