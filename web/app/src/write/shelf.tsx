import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type DocumentHead, titleOf } from '../documents/document.js';
import { Icon } from '../shell/icon.js';
import { useObservable } from '../shell/observable.js';
import type { Desk } from './desk.js';
import { Menu } from './menu.js';
import { dayName } from './when.js';

export interface ShelfProps {
  desk: Desk;
  onOpen: (id: string) => void;
  onNew: () => void;
  onRename: (id: string, title: string) => void;
  onDelete: (head: DocumentHead) => void;
  onFiles: (files: File[]) => void;
}

/** The list of documents. */
export function Shelf({ desk, onOpen, onNew, onRename, onDelete, onFiles }: ShelfProps) {
  const heads = useObservable(desk.heads);
  const { id: current } = useObservable(desk.document);
  const [wanted, setWanted] = useState('');
  const found = useSearch(desk, wanted, heads);
  const [renamed, setRenamed] = useState<string>();
  const files = useRef<HTMLInputElement>(null);
  const shown = heads.filter(({ id, deleted }) => deleted === undefined && (found?.has(id) ?? true));
  return (
    <div class="shelf-inside">
      <div class="shelf-head">
        <button type="button" class="shelf-new" onClick={onNew}>
          <Icon name="plus" />
          New text
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Open a file"
          title="Open a text file; dropping one works too"
          onClick={() => files.current?.click()}
        >
          <Icon name="document" />
        </button>
        <input
          type="file"
          class="unseen shelf-files"
          tabIndex={-1}
          aria-hidden="true"
          accept=".txt,.md,.markdown,text/plain,text/markdown"
          multiple
          ref={files}
          onChange={({ currentTarget }) => {
            onFiles([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
          }}
        />
      </div>
      <label class="shelf-search">
        <Icon name="search" />
        <input
          type="search"
          placeholder="Search"
          aria-label="Search all texts"
          // Browsers keep the state of fields for their next start.
          autocomplete="off"
          value={wanted}
          onInput={({ currentTarget }) => {
            setWanted(currentTarget.value);
          }}
        />
      </label>
      {shown.length === 0 ? (
        <p class="shelf-empty">
          {wanted.trim() === '' ? 'What you write is kept here, on this device.' : 'No text has these words.'}
        </p>
      ) : (
        <ul class="shelf-list">
          {shown.map((head) => (
            <li class="shelf-item" key={head.id} data-current={head.id === current}>
              {renamed === head.id ? (
                <Rename
                  head={head}
                  onEnd={(title) => {
                    setRenamed(undefined);
                    if (title !== undefined) onRename(head.id, title);
                  }}
                />
              ) : (
                <>
                  <button
                    type="button"
                    class="shelf-open-item"
                    aria-current={head.id === current ? 'true' : undefined}
                    onClick={() => {
                      onOpen(head.id);
                    }}
                  >
                    <Icon name={head.kind} />
                    <span class="shelf-title" dir="auto">
                      {titleOf(head)}
                    </span>
                    <span class="shelf-excerpt" dir="auto">
                      {detailOf(head)}
                    </span>
                  </button>
                  <Menu
                    label={`More for ${titleOf(head)}`}
                    items={[
                      {
                        name: 'Rename',
                        icon: 'write',
                        run: () => {
                          setRenamed(head.id);
                        },
                      },
                      {
                        name: 'Delete',
                        icon: 'bin',
                        run: () => {
                          onDelete(head);
                        },
                      },
                    ]}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Rename({ head, onEnd }: { head: DocumentHead; onEnd: (title: string | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  // Before a key can come that would be written beside the name.
  useLayoutEffect(() => {
    input.current?.select();
  }, []);
  const end = (title: string | undefined) => {
    // The field is left when it goes, too.
    if (!isOver.current) onEnd(title);
    isOver.current = true;
  };
  return (
    <input
      class="shelf-rename"
      aria-label="Name"
      autocomplete="off"
      maxLength={300}
      defaultValue={titleOf(head)}
      ref={input}
      onBlur={({ currentTarget }) => {
        end(currentTarget.value.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.isComposing) end(event.currentTarget.value.trim());
        if (event.key === 'Escape') end(undefined);
      }}
    />
  );
}

/** Ids of the documents that have the words; `undefined` while nothing is looked for. */
function useSearch(desk: Desk, wanted: string, heads: readonly DocumentHead[]): Set<string> | undefined {
  const [found, setFound] = useState<Set<string>>();
  useEffect(() => {
    const words = wanted.trim();
    const ending = new AbortController();
    if (words === '') {
      setFound(undefined);
    } else {
      desk.store.search(words, ending.signal).then(
        (ids) => {
          if (!ending.signal.aborted) setFound(ids);
        },
        // Overtaken by the next.
        () => undefined,
      );
    }
    return () => {
      ending.abort();
    };
  }, [desk, wanted, heads]);
  return found;
}

function detailOf(head: DocumentHead): string {
  const { excerpt, changed } = head;
  const isSaid = titleOf(head).startsWith(excerpt.slice(0, 20));
  const rest = isSaid ? excerpt.slice(titleOf(head).replace(/…$/, '').length).trim() : excerpt;
  return rest === '' ? dayName(changed) : `${dayName(changed)} · ${rest}`;
}
