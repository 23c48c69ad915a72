import { Button } from 'foreword-ui/primitives';
import type { Everything } from '../pages/use-settings.js';
import { changeSession, changeSites } from '../settings/storage.js';

const minute = 60_000;

/** Silence for a while, everywhere. */
export function Pause({ all }: { all: Everything }) {
  const { settings, sites, isPausedUntilRestart } = all;
  if (!settings.isOn) return null;
  if (isPausedUntilRestart || sites.pausedUntil > Date.now()) {
    return (
      <div class="popup-pause">
        <Button
          kind="primary"
          onClick={() => {
            void changeSites({ pausedUntil: 0 });
            void changeSession({ isPausedUntilRestart: false });
          }}
        >
          Go on now
        </Button>
      </div>
    );
  }
  const pause = (minutes: number) => () => void changeSites({ pausedUntil: Date.now() + minutes * minute });
  return (
    <div class="popup-pause" role="group" aria-labelledby="pause">
      <span id="pause">Pause for</span>
      <Button onClick={pause(15)}>15 min</Button>
      <Button onClick={pause(60)}>1 hour</Button>
      <Button onClick={() => void changeSession({ isPausedUntilRestart: true })}>Until restart</Button>
    </div>
  );
}
