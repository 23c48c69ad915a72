// tests/extension/browser.ts
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as browserType } from "@playwright/test";

// tests/e2e/chromium.ts
var executablePath = process.env["FOREWORD_CHROMIUM"] ?? "/usr/bin/chromium";
var quiet = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic"
];
function chromium(args = []) {
  return { executablePath, args: [...quiet, ...args] };
}
var shared = {
  testDir: ".",
  // A busy machine lets a browser wait for longer than any test allows for. What passes the second time is told as flaky.
  retries: 1,
  workers: 1,
  forbidOnly: process.env["CI"] !== void 0,
  reporter: [["list"]]
};

// tests/extension/browser.ts
async function start(folder) {
  const profile = mkdtempSync(join(tmpdir(), "foreword-"));
  mkdirSync(join(profile, "Default"));
  const preferences = { extensions: { ui: { developer_mode: true } } };
  writeFileSync(join(profile, "Default/Preferences"), JSON.stringify(preferences));
  const { executablePath: executablePath2, args } = chromium([
    `--disable-extensions-except=${folder}`,
    `--load-extension=${folder}`
  ]);
  const context = await browserType.launchPersistentContext(profile, {
    executablePath: executablePath2,
    args,
    headless: true,
    ignoreDefaultArgs: ["--disable-extensions"],
    viewport: { width: 1e3, height: 700 }
  });
  const worker = context.serviceWorkers()[0] ?? await context.waitForEvent("serviceworker");
  return {
    context,
    origin: `chrome-extension://${new URL(worker.url()).host}`,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}

// tests/extension/server.ts
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

// tests/extension/pages.ts
var textarea = '<textarea id="field" rows="4" cols="60"></textarea>';
var inFrame = (attributes) => `<iframe id="frame" width="700" height="300" ${attributes}></iframe>`;
var escaped = (html) => html.replaceAll('"', "&quot;");
var pages = [
  { name: "plain", html: `<p>Nothing is hard here.</p>${textarea}<button id="elsewhere">Elsewhere</button>` },
  { name: "csp", html: textarea, policy: "default-src 'none'" },
  {
    name: "trusted-types",
    html: textarea,
    policy: "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
  },
  { name: "csp-sandbox", html: textarea, policy: "sandbox allow-same-origin; default-src 'none'" },
  {
    name: "open-shadow",
    html: `<my-part></my-part><script>
      document.querySelector('my-part').attachShadow({ mode: 'open' }).innerHTML =
        '<input id="first"><br>${textarea}';
    </script>`
  },
  {
    name: "nested-shadow",
    html: `<my-part></my-part><script>
      const outer = document.querySelector('my-part').attachShadow({ mode: 'open' });
      outer.innerHTML = '<input id="first"><my-inner></my-inner>';
      outer.querySelector('my-inner').attachShadow({ mode: 'open' }).innerHTML = '${textarea}';
    </script>`
  },
  {
    // Playwright doesn't see into it either.
    name: "closed-shadow",
    html: `<my-part></my-part><script>
      const root = document.querySelector('my-part').attachShadow({ mode: 'closed' });
      root.innerHTML = '<input id="first"><br>${textarea}';
      const field = root.querySelector('textarea');
      globalThis.ownField = { focus: () => field.focus(), text: () => field.value };
    </script>`,
    isOwn: true
  },
  {
    name: "editable-in-shadow",
    html: `<my-part></my-part><script>
      document.querySelector('my-part').attachShadow({ mode: 'open' }).innerHTML =
        '<div id="field" contenteditable style="width: 500px; min-height: 80px"></div>';
    </script>`
  },
  { name: "frame", html: inFrame('src="/page/plain"'), frames: ["#frame"] },
  {
    name: "sandboxed-frame",
    html: inFrame(`sandbox="allow-scripts" srcdoc="${escaped(textarea)}"`),
    frames: ["#frame"]
  },
  {
    name: "scriptless-frame",
    html: inFrame('sandbox src="/page/csp"'),
    frames: ["#frame"]
  },
  {
    name: "written-frame",
    html: `${inFrame("")}<script>
      const { contentDocument } = document.querySelector('iframe');
      contentDocument.open();
      contentDocument.write('<!doctype html>${textarea}');
      contentDocument.close();
    </script>`,
    frames: ["#frame"]
  },
  { name: "data-frame", html: inFrame(`src="data:text/html,${escaped(textarea)}"`), frames: ["#frame"] },
  {
    name: "frame-in-frame",
    html: inFrame(`srcdoc="${escaped(inFrame('src="/page/plain"'))}"`),
    frames: ["#frame", "#frame"]
  },
  {
    name: "dialog",
    html: `<dialog>${textarea}</dialog><script>document.querySelector('dialog').showModal()</script>`
  },
  {
    name: "popover",
    html: `<button id="open" popovertarget="pop">Open</button><div id="pop" popover>${textarea}</div>`,
    click: "#open"
  },
  { name: "zoomed", html: `<div style="zoom: 1.5">${textarea}</div>` },
  { name: "scaled", html: `<div style="transform: scale(1.2); transform-origin: 0 0">${textarea}</div>` },
  {
    name: "late",
    html: `<button id="open">Write</button><script>
      document.querySelector('#open').addEventListener('click', () => {
        document.body.insertAdjacentHTML('beforeend', '${textarea}');
        document.querySelector('#field').focus();
      });
    </script>`,
    click: "#open",
    changesItself: true
  },
  {
    name: "rewritten",
    html: `<button id="open">Rewrite</button><script>
      document.querySelector('#open').addEventListener('click', () => {
        document.open();
        document.write('<!doctype html><title>anew</title>${textarea}');
        document.close();
      });
    </script>`,
    click: "#open",
    changesItself: true
  },
  {
    name: "styles",
    html: `<style>
      * { all: revert; color: red !important; display: block !important; position: static !important; }
      html > :not(head, body) { font-size: 40px !important; background: lime !important; }
    </style>${textarea}`
  },
  {
    name: "prototypes",
    html: `${textarea}<script>
      const element = document.querySelector('#field');
      const { get } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
      globalThis.ownField = { focus: () => element.focus(), text: () => get.call(element) };
      for (const name of ['attachShadow', 'append', 'remove', 'setAttribute', 'showPopover', 'matches', 'closest']) {
        (name in Element.prototype ? Element : HTMLElement).prototype[name] = () => { throw new Error(name); };
      }
      Document.prototype.createElement = () => { throw new Error('createElement'); };
      Object.defineProperty(HTMLTextAreaElement.prototype, 'value', { get() { throw new Error('value'); } });
      globalThis.AbortController = undefined;
    </script>`,
    isOwn: true
  }
];

// tests/extension/server.ts
var editorsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data: blob:; connect-src 'self'";
async function serve() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    void answer(pathname).then(
      ({ type, body, policy }) => {
        response.writeHead(200, {
          "content-type": `${type}; charset=utf-8`,
          ...policy !== void 0 && { "content-security-policy": policy }
        });
        response.end(body);
      },
      () => {
        response.writeHead(404).end();
      }
    );
  });
  const { port } = await listening(server);
  return { url: `http://localhost:${port}`, other: `http://127.0.0.1:${port}`, close: () => server.close() };
}
async function answer(path) {
  const script = /^\/([a-z]+)\.js$/.exec(path)?.[1];
  if (script !== void 0) {
    const body = await readFile(new URL(`out/${script}.js`, import.meta.url), "utf8");
    return { type: "text/javascript", body };
  }
  const editor = /^\/editor\/([a-z]+)$/.exec(path)?.[1];
  if (editor !== void 0) {
    const body = `<!doctype html><title>${editor}</title><button id="before">Before</button><script type="module" src="/${editor}.js"></script>`;
    return { type: "text/html", body, policy: editorsPolicy };
  }
  const page2 = pages.find(({ name }) => path === `/page/${name}`);
  if (page2 !== void 0) {
    return {
      type: "text/html",
      body: `<!doctype html><title>${page2.name}</title>${page2.html}`,
      policy: page2.policy
    };
  }
  if (path === "/favicon.ico") return { type: "image/x-icon", body: "" };
  throw new Error(`there is no ${path}`);
}
function listening(server) {
  return new Promise((resolve) => {
    server.listen(0, () => {
      resolve(server.address());
    });
  });
}

// tests/extension/engine-document.ts
var EngineDocument = class _EngineDocument {
  constructor(browser, sessionId) {
    this.browser = browser;
    this.sessionId = sessionId;
  }
  browser;
  sessionId;
  #last = 0;
  static async find(context) {
    const browser = await context.browser()?.newBrowserCDPSession();
    if (browser === void 0) throw new Error("there is no browser");
    const { targetInfos } = await browser.send("Target.getTargets", { filter: [{}] });
    const target = targetInfos.find(({ url }) => url.endsWith("/offscreen.html"));
    if (target === void 0) return void 0;
    const { sessionId } = await browser.send("Target.attachToTarget", {
      targetId: target.targetId,
      flatten: false
    });
    return new _EngineDocument(browser, sessionId);
  }
  /** The JSON value of an expression there. */
  evaluate(expression) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const hear = ({ sessionId, message: message2 }) => {
        if (sessionId !== this.sessionId) return;
        const answer2 = JSON.parse(message2);
        if (answer2.id !== id) return;
        this.browser.off("Target.receivedMessageFromTarget", hear);
        const { result } = answer2;
        if (result?.exceptionDetails !== void 0) reject(new Error(result.exceptionDetails.text));
        else resolve(result?.result.value);
      };
      this.browser.on("Target.receivedMessageFromTarget", hear);
      const params = { expression, awaitPromise: true, returnByValue: true };
      const message = JSON.stringify({ id, method: "Runtime.evaluate", params });
      void this.browser.send("Target.sendMessageToTarget", { sessionId: this.sessionId, message });
    });
  }
};

// s.tmp.mts
var a = await serve();
var b = await start("/work/wt-ext/extension/dist/chromium");
var page = await b.context.newPage();
page.on("console", (m) => console.log("P", m.text()));
b.context.on("weberror", (e) => console.log("ERR", e.error().stack));
var t0 = Date.now();
await page.goto(a.url + "/page/plain");
await page.click("#field");
await page.keyboard.type("Thank you for your");
var sw = b.context.serviceWorkers()[0];
var status = async () => sw.evaluate(async () => {
  const [t] = await chrome.tabs.query({ active: true });
  return chrome.tabs.sendMessage(t.id, { to: "frame", kind: "status" });
});
for (let i = 0; i < 60; i++) {
  const s = await status();
  if (s.state === "on" || s.state === "failed") {
    console.log(Date.now() - t0, s);
    break;
  }
  await page.waitForTimeout(300);
}
await page.keyboard.type(" help. I just wanted to let you know that the meeting", { delay: 60 });
await page.waitForTimeout(1500);
var d = await EngineDocument.find(b.context);
console.log(await d.evaluate("JSON.stringify([document.title, self.crossOriginIsolated])"));
await page.click("#elsewhere");
await page.waitForTimeout(500);
for (const scheme of ["light", "dark"]) for (const r of ["settings", "memory", "voice", "speed", "welcome"]) {
  const o = await b.context.newPage();
  await o.emulateMedia({ colorScheme: scheme });
  o.on("console", (m) => console.log("O", r, m.text()));
  o.on("pageerror", (e) => console.log("OE", r, e.stack));
  await o.goto(b.origin + "/options.html#" + r);
  await o.waitForTimeout(2500);
  await o.screenshot({ path: `/tmp/opt-${r}-${scheme}.png` });
  await o.close();
}
await b.close();
a.close();
process.exit();
