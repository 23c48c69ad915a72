import type { RememberedMessage, TextKind } from 'foreword';
import { useEffect, useState } from 'preact/hooks';
import { kindNames, textKinds } from '../contracts/index.js';
import { Button, Page, SearchField, Tabs, useSettled, useToasts } from '../primitives/index.js';
import { errorText } from '../text/errors.js';
import { AddDialog } from './add-dialog.js';
import { EditDialog } from './edit-dialog.js';
import { Entries, type Entry, type EntryTab } from './entries.js';
import { ExportDialog } from './export-dialog.js';
import { useFacts } from './facts.js';
import { download } from './file-name.js';
import { ForgetDialog } from './forget-dialog.js';
import { Head } from './head.js';
import { ImportDialog } from './import-dialog.js';
import { LearnDialog } from './learn-dialog.js';
import type { MemoryProps } from './props.js';
import { short } from './row.js';
import { Statistics } from './statistics.js';
import { TryHere } from './try-here.js';
import { CannotUndo, type Forgotten, forgetMessage, forgetWords } from './undo.js';

type Tab = EntryTab | 'numbers' | 'here';
type OpenDialog = 'add' | 'learn' | 'export' | 'import' | 'forget';

/** Everything that was learned: found, changed, forgotten, taken along. */
export function Memory({
  profile,
  reader,
  unfinished,
  documents = [],
  explain,
  revision,
  save = download,
}: MemoryProps) {
  const [tab, setTab] = useState<Tab>('messages');
  const [search, setSearch] = useState('');
  const [kind, setKind] = useState<TextKind>();
  const [open, setOpen] = useState<OpenDialog>();
  const [message, setMessage] = useState<RememberedMessage>();
  const [version, setVersion] = useState(0);
  const toasts = useToasts();
  const facts = useFacts(profile, version);
  const settled = useSettled(search, 120);
  const changed = () => {
    setVersion((before) => before + 1);
  };
  useEffect(() => {
    if (revision !== undefined) changed();
  }, [revision]);
  const say = (text: string) => {
    setOpen(undefined);
    changed();
    toasts.show({ text });
  };
  const fail = (error: unknown) => {
    toasts.show({ text: error instanceof CannotUndo ? error.message : errorText(error), isBad: true });
  };
  const forgotten = (what: string, { undo }: Partial<Forgotten>) => {
    changed();
    toasts.show({
      text: `Forgot ${what}.`,
      ...(undo && {
        undo: () => {
          undo().then(changed, fail);
        },
      }),
    });
  };
  const forget = (entry: Entry) => {
    setMessage(undefined);
    const name = `“${short('message' in entry ? entry.message.text : entry.word.text)}”`;
    const done =
      'message' in entry ? forgetMessage(profile, entry.message) : forgetWords(profile, entry.word.text);
    done.then((way) => {
      forgotten(name, way);
    }, fail);
  };
  const openEntry = (entry: Entry) => {
    if ('message' in entry) {
      setMessage(entry.message);
      return;
    }
    // The messages that it stands in.
    setSearch(entry.word.text);
    setTab('messages');
  };
  const close = () => {
    setOpen(undefined);
  };
  const counts = facts.value?.counts;
  const isList = tab !== 'numbers' && tab !== 'here';
  return (
    <Page
      title="Memory"
      intro="Everything that was learned from what you wrote. It is kept on this device alone, and what you forget here is gone at once."
    >
      <Head
        facts={facts.value}
        onLearns={(learns) => {
          profile.settings({ learns }).then(changed, fail);
        }}
      />
      <div class="fw-row fw-memory-actions">
        {reader && (
          <Button
            kind={counts?.messages === 0 ? 'primary' : 'plain'}
            icon="file"
            hasPopup="dialog"
            onClick={() => {
              setOpen('learn');
            }}
          >
            Learn from files
          </Button>
        )}
        <Button
          icon="add"
          hasPopup="dialog"
          onClick={() => {
            setOpen('add');
          }}
        >
          Add a word
        </Button>
        <span class="fw-grow" />
        <Button
          kind="quiet"
          icon="export"
          hasPopup="dialog"
          onClick={() => {
            setOpen('export');
          }}
        >
          Export
        </Button>
        <Button
          kind="quiet"
          icon="import"
          hasPopup="dialog"
          onClick={() => {
            setOpen('import');
          }}
        >
          Import
        </Button>
        <Button
          kind="quiet"
          icon="trash"
          hasPopup="dialog"
          onClick={() => {
            setOpen('forget');
          }}
        >
          Forget…
        </Button>
      </div>
      <Tabs
        label="What was learned"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'messages', label: 'Messages', count: counts?.messages },
          { value: 'words', label: 'Words', count: counts?.words },
          { value: 'names', label: 'Names', count: counts?.names },
          { value: 'phrases', label: 'Phrases', count: counts?.phrases },
          { value: 'numbers', label: 'Numbers' },
          ...(explain ? [{ value: 'here' as const, label: 'Why this draft' }] : []),
        ]}
      >
        {isList && (
          <>
            <div class="fw-memory-find">
              <SearchField label={`Search ${tab}`} value={search} onValue={setSearch} />
              {tab === 'messages' && <KindFilter kind={kind} onChange={setKind} />}
            </div>
            <Entries
              profile={profile}
              tab={tab}
              search={settled.trim()}
              kind={tab === 'messages' ? kind : undefined}
              version={version}
              onOpen={openEntry}
              onForget={forget}
            />
          </>
        )}
        {tab === 'numbers' && <Statistics profile={profile} version={version} />}
        {tab === 'here' && explain && <TryHere explain={explain} profile={profile} onOpen={setMessage} />}
      </Tabs>
      <EditDialog
        message={message}
        onClose={() => {
          setMessage(undefined);
        }}
        onForget={() => {
          if (message) forget({ message });
        }}
        onSave={async (text) => {
          if (message === undefined) return;
          await profile.edit(message.id, text);
          setMessage(undefined);
          say('Changed.');
        }}
      />
      <AddDialog
        profile={profile}
        isOpen={open === 'add'}
        onClose={close}
        onAdded={(word) => {
          say(`Added “${word}”.`);
        }}
      />
      <ForgetDialog
        profile={profile}
        documents={documents}
        isOpen={open === 'forget'}
        onClose={close}
        onForgotten={say}
      />
      <ExportDialog
        profile={profile}
        isOpen={open === 'export'}
        onClose={close}
        save={save}
        onExported={() => {
          say('Exported.');
        }}
      />
      <ImportDialog
        profile={profile}
        present={counts?.messages ?? 0}
        isOpen={open === 'import'}
        onClose={close}
        onImported={say}
      />
      {reader && (
        <LearnDialog
          profile={profile}
          reader={reader}
          unfinished={unfinished}
          isOpen={open === 'learn'}
          onClose={close}
          onLearned={say}
        />
      )}
      {toasts.view}
    </Page>
  );
}

function KindFilter({
  kind,
  onChange,
}: {
  kind: TextKind | undefined;
  onChange: (kind: TextKind | undefined) => void;
}) {
  return (
    <label class="fw-memory-kind">
      <span class="fw-hidden">Kind of text</span>
      <select
        class="fw-input"
        value={kind ?? ''}
        onChange={({ currentTarget }) => {
          onChange(textKinds.find((one) => one === currentTarget.value));
        }}
      >
        <option value="">All kinds</option>
        {textKinds.map((one) => (
          <option key={one} value={one}>
            {kindNames[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
