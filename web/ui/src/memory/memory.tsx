import type { RememberedMessage, TextKind } from 'foreword';
import { useEffect, useState } from 'preact/hooks';
import { Page, SearchField, Tabs, useSettled, useToasts } from '../primitives/index.js';
import { errorText } from '../text/errors.js';
import { Actions } from './actions.js';
import { Dialogs, type OpenDialog } from './dialogs.js';
import { EditDialog } from './edit-dialog.js';
import { Entries, type Entry, type EntryTab } from './entries.js';
import { useFacts } from './facts.js';
import { Head } from './head.js';
import { KindFilter } from './kind-filter.js';
import type { MemoryProps } from './props.js';
import { short } from './row.js';
import { Statistics } from './statistics.js';
import { TryHere } from './try-here.js';
import { CannotUndo, type Forgotten, forgetMessage, forgetWords } from './undo.js';

type Tab = EntryTab | 'numbers' | 'here';

/** Everything that was learned: found, changed, forgotten, taken along. */
export function Memory(props: MemoryProps) {
  const { profile, reader, explain, revision } = props;
  const [tab, setTab] = useState<Tab>('messages');
  const [search, setSearch] = useState('');
  const [kind, setKind] = useState<TextKind>();
  const [open, setOpen] = useState<OpenDialog | undefined>(props.isLearning === true ? 'learn' : undefined);
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
          profile.settings({ learns }).then(changed, (error: unknown) => {
            fail(error);
            changed();
          });
        }}
      />
      <Actions isEmpty={counts?.messages === 0} mayLearn={reader !== undefined} onOpen={setOpen} />
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
      <Dialogs
        {...props}
        present={counts?.messages ?? 0}
        open={open}
        onClose={() => {
          setOpen(undefined);
        }}
        onDone={say}
      />
      {toasts.view}
    </Page>
  );
}
