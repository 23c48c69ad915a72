import type { Progress } from 'foreword';
import { bytes, percent, timeLeft } from '../text.js';

type Download = Extract<Progress, { phase: 'download' }>;

/** What is said of a download: in the corner, and in the notice. */
export function downloadText(download: Download): { word: string; title: string; text: string } {
  const { loaded, total, bytesPerSecond, secondsLeft, isStalled, storage } = download;
  const done = `${bytes(loaded)} of ${bytes(total)}`;
  const word = `Fetching, ${percent(loaded, total)}`;
  if (isStalled) {
    return {
      word,
      title: 'The download stands still',
      text: `${done} have come, and then nothing more. It is asked for again by itself. You can already write.`,
    };
  }
  const speed = secondsLeft === undefined ? '' : ` · ${bytes(bytesPerSecond)}/s · ${timeLeft(secondsLeft)}`;
  const again = storage === 'memory' ? ' It cannot be kept here, and will be fetched again next time.' : '';
  return {
    word,
    title: storage === 'memory' ? 'Fetching the language model' : 'Fetching the language model, this once',
    text: `${done}${speed}. You can already write.${again}`,
  };
}
