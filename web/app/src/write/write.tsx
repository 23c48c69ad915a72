import { render } from 'preact';
import { download } from 'foreword-ui/files';
import type { SettingsKeeper } from 'foreword-ui/settings';
import type { DocumentChange, DocumentKind } from '../documents/document.js';
import { openDocuments } from '../documents/open.js';
import { find } from '../dom.js';
import { Counter } from '../drafts/counter.js';
import { Drafts } from '../drafts/drafts.js';
import { keep, readKept } from '../shell/kept.js';
import { go, route } from '../shell/route.js';
import { tell } from '../shell/toasts.js';
import { Bin } from './bin.js';
import { drawChips, usesChips } from './chips.js';
import { showCounts } from './counts.js';
import { Desk } from './desk.js';
import { acceptDrops, openFiles } from './drop.js';
import { type ExportFormat, fileOf, textOf } from './export.js';
import { faultText } from './fault.js';
import { FocusMode } from './focus-mode.js';
import { Learner, finishedAfterMs } from './learner.js';
import { Shelf } from './shelf.js';
import { openShelf } from './shelf-drawer.js';
import { Tools } from './tools.js';
import { SheetView } from './view.js';

/** The page to write on, with all that it consists of. */
export interface WritePage {
  desk: Desk;
  drafts: Drafts;
  counter: Counter;
  /** Resolves once the document is there. */
  opened: Promise<void>;
  /** Resolves once drafts can be asked for, or can't. */
  loaded: Promise<void>;
}

/** Opens the documents and draws the page around its text, which stands in `index.html`. */
export async function openWritePage(settings: SettingsKeeper): Promise<WritePage> {
  const opening = openDocuments();
  const field = find('.writing', HTMLTextAreaElement);
  const counter = new Counter(field);
  const drafts = new Drafts({
    field,
    head: () => desk.latest(),
    counter,
    settings,
    mayList: () => !usesChips(),
  });
  // The engine's worker reads the model while texts are opened and pages drawn.
  const loaded = drafts.load();
  const store = await opening;
  const view = new SheetView(() => {
    desk.written();
  });
  const desk: Desk = new Desk(store, view, readKept().kind, {
    onLeave: (document) => {
      learner.finished(document);
    },
    onRewrite: ({ id }) => {
      learner.rewritten(id);
    },
    onCopy: ({ title }) => {
      tell({ kind: 'error', text: `Another tab wrote the same text. Yours is kept as “${title}”.` });
    },
  });
  const learner = new Learner(desk);
  const bin = new Bin(desk, learner);

  const open = async (id: string) => {
    if (await desk.open(id)) field.focus();
    else tell({ text: 'This text is no longer there.' });
  };
  const create = async (kind: DocumentKind, change: DocumentChange = {}) => {
    drawer.close();
    // A step back leads to the text before.
    go({ page: 'write', part: '' });
    const created = desk.create(kind, change);
    // The new text stands there already, and who is quick goes on writing.
    field.focus();
    await created;
    // From another page it comes into view only now.
    field.focus();
  };
  const exportAs = (format: ExportFormat) => {
    const { name, type, content } = fileOf(desk.latest(), format);
    download(new Blob([content], { type: `${type};charset=utf-8` }), name);
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(textOf(desk.latest()).trimEnd());
      tell({ text: 'Copied.', forMs: 2500 });
    } catch {
      tell({
        kind: 'error',
        text: 'The browser doesn’t let this page copy. Select the text and copy it by keyboard.',
      });
    }
  };
  const focusMode = new FocusMode(field);

  const drawer = openShelf();
  render(
    <Shelf
      desk={desk}
      onOpen={(id) => {
        drawer.close();
        go({ page: 'write', part: id });
      }}
      onNew={() => void create(desk.document.value.kind)}
      onRename={(id, title) => void desk.mark(id, { title })}
      onDelete={(head) => void bin.remove(head)}
      onFiles={(files) => void openFiles(files, create)}
    />,
    find('.shelf', HTMLElement),
  );
  render(
    <Tools
      desk={desk}
      onKind={(kind) => {
        desk.change({ kind });
        field.focus();
      }}
      onCopy={() => void copy()}
      onExport={exportAs}
      onFocusMode={() => {
        focusMode.enter();
      }}
      onDelete={() => void bin.remove(desk.latest())}
    />,
    find('.tools', HTMLElement),
  );
  showCounts({ field, today: counter.today });
  drawChips(drafts);
  acceptDrops(create);
  keepSafe(desk);

  desk.document.subscribe(({ id, kind, excerpt, subject, recipient, title }) => {
    drafts.writes(kind);
    keep({ kind, document: id });
    const isKept = `${excerpt}${subject}${recipient}${title}` !== '';
    if (route.value.page === 'write') go({ page: 'write', part: isKept ? id : '' }, { isSame: true });
  });
  desk.saving.subscribe((saving) => {
    if (saving.state !== 'failed') return;
    tell({ kind: 'error', text: `What you write isn’t saved. ${faultText(saving.error)}` });
  });
  route.subscribe(({ page, part }) => {
    if (page === 'write' && part !== '' && part !== desk.document.value.id) void open(part);
  });
  finishOutOfSight(desk, learner);
  const personal = () => {
    const { profile } = drafts.engine;
    void counter.keepIn((add) => profile.statistics(add));
    void learner.begin(profile, desk.document.value.id).catch(() => undefined);
  };
  if (drafts.isReady.value) personal();
  else drafts.isReady.subscribe(personal);

  const opened = (async () => {
    const { kind, document: last } = readKept();
    const wanted = route.value.part !== '' ? route.value.part : last;
    const isOpen = wanted !== undefined && (await desk.open(wanted));
    const isReady = desk.isReady();
    if (!isOpen) {
      await isReady;
      await desk.create(kind);
    }
    drafts.writes(desk.document.value.kind);
    await desk.list();
    await bin.empty();
  })();
  return { desk, drafts, counter, opened, loaded };
}

/** The latest words are saved whatever happens to the page. */
function keepSafe(desk: Desk): void {
  const last = () => {
    desk.last();
  };
  window.addEventListener('pagehide', last);
  document.addEventListener('freeze', last);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') last();
  });
  window.addEventListener('beforeunload', (event) => {
    last();
    // Only where saving fails there is something to lose.
    if (desk.saving.value.state === 'failed') event.preventDefault();
  });
  const take = () => void desk.take();
  window.addEventListener('focus', take);
  for (const type of ['pointerdown', 'focusin', 'keydown']) {
    find('.desk', HTMLElement).addEventListener(type, take);
  }
}

/** A text whose page nobody looks at any more is finished for now. */
function finishOutOfSight(desk: Desk, learner: Learner): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible' || desk.isFollowing.value) return;
    timer = setTimeout(() => {
      learner.finished(desk.latest());
    }, finishedAfterMs);
  });
}
