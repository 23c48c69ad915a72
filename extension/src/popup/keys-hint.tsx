import { Kbd } from 'foreword-ui/primitives';
import { type Settings, chordParts } from 'foreword-ui/settings';

const shown = [
  ['accept', 'takes a draft'],
  ['acceptWord', 'one word'],
  ['next', 'another'],
] as const satisfies readonly (readonly [keyof Settings['keys'], string])[];

/** The keys that matter most, as they are set. */
export function KeysHint({ keys }: Pick<Settings, 'keys'>) {
  return (
    <p class="popup-keys">
      {shown.map(([action, does]) => {
        const [chord] = keys[action];
        return (
          chord && (
            <span key={action}>
              {chordParts(chord, action).map((part) => (
                <Kbd key={part}>{part}</Kbd>
              ))}
              {does}
            </span>
          )
        );
      })}
    </p>
  );
}
