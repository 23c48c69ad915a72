import type { RememberedMessage, RememberedWord, TextKind } from 'foreword';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { ProfileAccess } from '../contracts/index.js';
import { EmptyState, Notice, Button } from '../primitives/index.js';
import { errorText } from '../text/errors.js';
import type { Part } from './pages.js';
import { EmptyRow, MessageRow, WordRow } from './row.js';
import { usePages } from './use-pages.js';
import { VirtualList } from './virtual-list.js';

/** Which of the lists is shown. */
export type EntryTab = 'messages' | 'words' | 'names' | 'phrases';

export interface EntriesProps {
  profile: ProfileAccess;
  tab: EntryTab;
  search: string;
  kind: TextKind | undefined;
  /** A new value has the rows loaded again. */
  version: number;
  onOpen: (entry: Entry) => void;
  onForget: (entry: Entry) => void;
}

/** A row's content. */
export type Entry = { message: RememberedMessage } | { word: RememberedWord };

const rowHeights: Record<EntryTab, number> = { messages: 59, words: 57, names: 57, phrases: 57 };

/** One of the lists of what was learned, searched. */
export function Entries({ profile, tab, search, kind, version, onOpen, onForget }: EntriesProps) {
  const pages = usePages<Entry>(
    (from, count) => loadPart(profile, { tab, search, kind, from, count }),
    JSON.stringify([tab, search, kind]),
  );
  const range = useRef<[number, number]>([0, 0]);
  const onRange = useCallback(
    (first: number, last: number) => {
      range.current = [first, last];
      pages.want(first, last);
    },
    [pages],
  );
  const refresh = () => {
    pages.refresh(...range.current);
  };
  useEffect(() => {
    if (version > 0) refresh();
  }, [version]);
  const { total, error } = pages;
  if (error !== undefined) {
    return (
      <Notice kind="bad">
        <p>{errorText(error)}</p>
        <div class="fw-row">
          <Button onClick={refresh}>Try again</Button>
        </div>
      </Notice>
    );
  }
  if (total === undefined) return <div class="fw-list fw-list-waiting" aria-busy="true" />;
  if (total === 0) return <NoEntries tab={tab} isSearched={search !== '' || kind !== undefined} />;
  const at = (index: number, use: (entry: Entry) => void) => {
    const entry = pages.row(index);
    if (entry !== undefined) use(entry);
  };
  return (
    <VirtualList
      label={labels[tab]}
      count={total}
      rowHeight={rowHeights[tab]}
      onRange={onRange}
      onOpen={(index) => {
        at(index, onOpen);
      }}
      onDelete={(index) => {
        at(index, onForget);
      }}
      row={(index, isCurrent) => {
        const entry = pages.row(index);
        if (entry === undefined) return <EmptyRow />;
        const does = {
          isCurrent,
          onOpen: () => {
            onOpen(entry);
          },
          onForget: () => {
            onForget(entry);
          },
        };
        if ('message' in entry) return <MessageRow message={entry.message} {...does} />;
        return <WordRow word={entry.word} {...does} />;
      }}
    />
  );
}

const labels: Record<EntryTab, string> = {
  messages: 'Messages',
  words: 'Words',
  names: 'Names',
  phrases: 'Phrases',
};

async function loadPart(
  profile: ProfileAccess,
  {
    tab,
    search,
    kind,
    from,
    count,
  }: { from: number; count: number } & Pick<EntriesProps, 'tab' | 'search' | 'kind'>,
): Promise<Part<Entry>> {
  const query = { search, from, count };
  if (tab === 'messages') {
    const { total, messages } = await profile.list({ ...query, kind });
    return { total, rows: messages.map((message) => ({ message })) };
  }
  const { total, words } = await profile.words({ ...query, what: tab });
  return { total, rows: words.map((word) => ({ word })) };
}

function NoEntries({ tab, isSearched }: { tab: EntryTab; isSearched: boolean }) {
  if (isSearched) {
    return (
      <EmptyState icon="search" title="Nothing like it" text="Nothing that was learned contains this." />
    );
  }
  const texts: Record<EntryTab, string> = {
    messages: 'Messages that you finish are kept here, and drafts begin to sound like you.',
    words: 'Words that you write appear here, with how often you used them.',
    names: 'Names that you write appear here, and are offered as soon as you begin them.',
    phrases: 'What you have written in two messages or more appears here.',
  };
  return <EmptyState icon={tab === 'messages' ? 'book' : 'word'} title="Nothing yet" text={texts[tab]} />;
}
