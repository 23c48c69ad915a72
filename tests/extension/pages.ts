/** A page that makes it hard, and where its field is. */
export interface HostilePage {
  readonly name: string;
  /** Of the whole page, without its doctype and title. */
  readonly html: string;
  readonly policy?: string;
  /** Frames on the way to the field, from the outside. */
  readonly frames?: readonly string[];
  /** What a person does before the field can be typed into. */
  readonly click?: string;
  /** The field is where only its page can reach or read it, which sets `ownField`. */
  readonly isOwn?: boolean;
  /** The page doesn't bring a field to the end of a document that is to stay the same. */
  readonly changesItself?: boolean;
}

const textarea = '<textarea id="field" rows="4" cols="60"></textarea>';
const inFrame = (attributes: string) => `<iframe id="frame" width="700" height="300" ${attributes}></iframe>`;
const escaped = (html: string) => html.replaceAll('"', '&quot;');

export const pages: readonly HostilePage[] = [
  { name: 'plain', html: `<p>Nothing is hard here.</p>${textarea}<button id="elsewhere">Elsewhere</button>` },
  { name: 'csp', html: textarea, policy: "default-src 'none'" },
  {
    name: 'trusted-types',
    html: textarea,
    policy: "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  },
  { name: 'csp-sandbox', html: textarea, policy: "sandbox allow-same-origin; default-src 'none'" },
  {
    name: 'open-shadow',
    html: `<my-part></my-part><script>
      document.querySelector('my-part').attachShadow({ mode: 'open' }).innerHTML =
        '<input id="first"><br>${textarea}';
    </script>`,
  },
  {
    name: 'nested-shadow',
    html: `<my-part></my-part><script>
      const outer = document.querySelector('my-part').attachShadow({ mode: 'open' });
      outer.innerHTML = '<input id="first"><my-inner></my-inner>';
      outer.querySelector('my-inner').attachShadow({ mode: 'open' }).innerHTML = '${textarea}';
    </script>`,
  },
  {
    // Playwright doesn't see into it either.
    name: 'closed-shadow',
    html: `<my-part></my-part><script>
      const root = document.querySelector('my-part').attachShadow({ mode: 'closed' });
      root.innerHTML = '<input id="first"><br>${textarea}';
      const field = root.querySelector('textarea');
      globalThis.ownField = { focus: () => field.focus(), text: () => field.value };
    </script>`,
    isOwn: true,
  },
  {
    name: 'editable-in-shadow',
    html: `<my-part></my-part><script>
      document.querySelector('my-part').attachShadow({ mode: 'open' }).innerHTML =
        '<div id="field" contenteditable style="width: 500px; min-height: 80px"></div>';
    </script>`,
  },
  { name: 'frame', html: inFrame('src="/page/plain"'), frames: ['#frame'] },
  {
    name: 'sandboxed-frame',
    html: inFrame(`sandbox="allow-scripts" srcdoc="${escaped(textarea)}"`),
    frames: ['#frame'],
  },
  {
    name: 'scriptless-frame',
    html: inFrame('sandbox src="/page/csp"'),
    frames: ['#frame'],
  },
  {
    name: 'written-frame',
    html: `${inFrame('')}<script>
      const { contentDocument } = document.querySelector('iframe');
      contentDocument.open();
      contentDocument.write('<!doctype html>${textarea}');
      contentDocument.close();
    </script>`,
    frames: ['#frame'],
  },
  { name: 'data-frame', html: inFrame(`src="data:text/html,${escaped(textarea)}"`), frames: ['#frame'] },
  {
    name: 'frame-in-frame',
    html: inFrame(`srcdoc="${escaped(inFrame('src="/page/plain"'))}"`),
    frames: ['#frame', '#frame'],
  },
  {
    name: 'dialog',
    html: `<dialog>${textarea}</dialog><script>document.querySelector('dialog').showModal()</script>`,
  },
  {
    name: 'popover',
    html: `<button id="open" popovertarget="pop">Open</button><div id="pop" popover>${textarea}</div>`,
    click: '#open',
  },
  { name: 'zoomed', html: `<div style="zoom: 1.5">${textarea}</div>` },
  { name: 'scaled', html: `<div style="transform: scale(1.2); transform-origin: 0 0">${textarea}</div>` },
  {
    name: 'late',
    html: `<button id="open">Write</button><script>
      document.querySelector('#open').addEventListener('click', () => {
        document.body.insertAdjacentHTML('beforeend', '${textarea}');
        document.querySelector('#field').focus();
      });
    </script>`,
    click: '#open',
    changesItself: true,
  },
  {
    name: 'rewritten',
    html: `<button id="open">Rewrite</button><script>
      document.querySelector('#open').addEventListener('click', () => {
        document.open();
        document.write('<!doctype html><title>anew</title>${textarea}');
        document.close();
      });
    </script>`,
    click: '#open',
    changesItself: true,
  },
  {
    name: 'styles',
    html: `<style>
      * { all: revert; color: red !important; display: block !important; position: static !important; }
      html > :not(head, body) { font-size: 40px !important; background: lime !important; }
    </style>${textarea}`,
  },
  {
    name: 'prototypes',
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
    isOwn: true,
  },
];
