import type { ReadingProgress } from '../../contracts/index.js';
import { Button, DialogFoot, Notice, ProgressBar } from '../../primitives/index.js';
import { bytes, count, counted } from '../../text/words.js';
import { FilePicker } from '../file-picker.js';
import type { LearnResult, Unfinished } from './state.js';

const accepted = '.txt,.md,.markdown,.eml,.mbox,.json,.jsonl,.csv,.tsv,.log,text/*';

/** Asks for files. */
export function ChooseStep({
  problem,
  unfinished,
  onFiles,
  onForgetUnfinished,
}: {
  problem: string | undefined;
  unfinished: Unfinished | undefined;
  onFiles: (files: File[]) => void;
  onForgetUnfinished: () => void;
}) {
  return (
    <>
      <p>
        Your sent mail, an exported chat or your notes teach in minutes what typing teaches in weeks. Only
        your own words are taken: quoted replies, signatures and what others wrote are left out. The files are
        read here and sent nowhere.
      </p>
      {unfinished && (
        <Notice>
          <p>
            Last time {count(unfinished.learned)} of {counted(unfinished.total, 'message')} were learned from{' '}
            {unfinished.files.map(({ name }) => name).join(', ')}. Choose the same again to go on.
          </p>
          <div class="fw-row">
            <Button kind="quiet" onClick={onForgetUnfinished}>
              Don’t go on
            </Button>
          </div>
        </Notice>
      )}
      {problem !== undefined && (
        <Notice kind="bad">
          <p>{problem}</p>
        </Notice>
      )}
      <FilePicker
        label="Choose files"
        hint="or drop them here: text, Markdown, .eml, .mbox, chats from WhatsApp, Telegram, Slack or Discord"
        accept={accepted}
        isMultiple
        onFiles={onFiles}
      />
    </>
  );
}

/** Shows how far reading is. */
export function ReadingStep({
  progress,
  isFirst,
  onStop,
}: {
  progress: ReadingProgress | undefined;
  isFirst: boolean;
  onStop: () => void;
}) {
  const share = progress && progress.total > 0 ? progress.read / progress.total : undefined;
  return (
    <>
      <p aria-live="polite">{isFirst ? 'Looking who wrote in these files…' : 'Reading your own words…'}</p>
      <ProgressBar label={isFirst ? 'Looking into the files' : 'Reading the files'} share={share} />
      <p class="fw-small fw-numbers fw-reading-facts">
        {progress === undefined ? (
          ' '
        ) : (
          <>
            <bdi>{progress.file}</bdi>: {bytes(progress.read)} of {bytes(progress.total)}
            {progress.found > 0 && `, ${counted(progress.found, 'message')} found`}
          </>
        )}
      </p>
      <DialogFoot>
        <Button onClick={onStop}>Cancel</Button>
      </DialogFoot>
    </>
  );
}

/** Shows how far learning is. */
export function LearningStep({ done, total, onStop }: { done: number; total: number; onStop: () => void }) {
  return (
    <>
      <p aria-live="polite">Learning. You can stop at any time and go on later.</p>
      <ProgressBar label="Learning" share={total === 0 ? 1 : done / total} />
      <p class="fw-small fw-numbers">
        {count(done)} of {counted(total, 'message')}
      </p>
      <DialogFoot>
        <Button onClick={onStop}>Stop</Button>
      </DialogFoot>
    </>
  );
}

/** Says what came of it. */
export function DoneStep({
  result,
  problem,
  onClose,
}: {
  result: LearnResult;
  problem: string | undefined;
  onClose: () => void;
}) {
  const { learned, known, refused, left } = result;
  return (
    <>
      {problem !== undefined && (
        <Notice kind="bad">
          <p>{problem}</p>
          <p>What was learned until then is kept.</p>
        </Notice>
      )}
      <p role="status">
        <strong>{counted(learned, 'message')} learned.</strong>
        {known > 0 && ` ${count(known)} were known already.`}
        {refused > 0 && ` ${count(refused)} were not kept, since they hold nothing that may be learned.`}
        {left > 0 && ` ${count(left)} are left: choose the same files again to go on.`}
      </p>
      <DialogFoot>
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    </>
  );
}
