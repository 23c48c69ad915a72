import { KeysHelp, asksForHelp } from 'foreword-ui/first-run';
import type { SettingsKeeper } from 'foreword-ui/settings';
import { useEffect, useState } from 'preact/hooks';

/** Keys of the app beside those of drafts. */
const others = [
  {
    title: 'Anywhere',
    rows: [
      { keys: ['?'], does: 'Show this sheet, where nothing is being written' },
      { keys: ['Esc'], does: 'Leave focus mode, close menus and the list of texts' },
    ],
  },
];

/** The sheet with all keys, which `?` opens. It is drawn with its page: names within one drawing are unique. */
export function Help({ settings, isOpenFirst = false }: { settings: SettingsKeeper; isOpenFirst?: boolean }) {
  const [isOpen, setIsOpen] = useState(isOpenFirst);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (asksForHelp(event)) setIsOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, []);
  return (
    <div class="fw">
      <KeysHelp
        keys={settings.current.keys}
        explains
        others={others}
        isOpen={isOpen}
        onClose={() => {
          setIsOpen(false);
        }}
      />
    </div>
  );
}
