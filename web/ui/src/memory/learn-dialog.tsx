import { useEffect, useReducer, useState } from 'preact/hooks';
import type { FileReader, ProfileAccess } from '../contracts/index.js';
import { Dialog } from '../primitives/index.js';
import { type StoredValue, memoryValue } from '../storage/index.js';
import { counted } from '../text/words.js';
import { LearnFlow } from './learning/flow.js';
import { ChooseStep, DoneStep, LearningStep, ReadingStep } from './learning/steps.js';
import { PreviewStep } from './learning/preview-step.js';
import { WhoStep } from './learning/who-step.js';

export interface LearnDialogProps {
  profile: ProfileAccess;
  reader: FileReader;
  unfinished: StoredValue | undefined;
  isOpen: boolean;
  onClose: () => void;
  onLearned: (text: string) => void;
}

/** Learns from files on the first day, rather than from what is typed over weeks. */
export function LearnDialog({ profile, reader, unfinished, isOpen, onClose, onLearned }: LearnDialogProps) {
  const [held, setHeld] = useState(false);
  return (
    <Dialog title="Learn from files" isOpen={isOpen} onClose={onClose} isWide isHeld={held}>
      <Steps
        profile={profile}
        reader={reader}
        unfinished={unfinished}
        onHeld={setHeld}
        onClose={onClose}
        onLearned={onLearned}
      />
    </Dialog>
  );
}

function Steps({
  profile,
  reader,
  unfinished,
  onHeld,
  onClose,
  onLearned,
}: Omit<LearnDialogProps, 'isOpen'> & { onHeld: (held: boolean) => void }) {
  const [, redraw] = useReducer((drawn: number) => drawn + 1, 0);
  const [flow] = useState(() => new LearnFlow({ profile, reader, unfinished: unfinished ?? memoryValue() }));
  useEffect(() => {
    const unsubscribe = flow.subscribe(() => {
      redraw(undefined);
    });
    void flow.start();
    return () => {
      unsubscribe();
      flow.stop();
      onHeld(false);
    };
  }, [flow, onHeld]);
  const { state } = flow;
  const isHeld = state.step === 'learning' || state.step === 'reading' || state.step === 'looking';
  useEffect(() => {
    onHeld(isHeld);
  }, [isHeld, onHeld]);
  const stop = () => {
    flow.stop();
  };
  switch (state.step) {
    case 'choose':
      return (
        <ChooseStep
          problem={state.problem}
          unfinished={state.unfinished}
          onFiles={(files) => void flow.look(files)}
          onForgetUnfinished={() => void flow.forgetUnfinished()}
        />
      );
    case 'looking':
    case 'reading':
      return <ReadingStep progress={state.progress} isFirst={state.step === 'looking'} onStop={stop} />;
    case 'who':
      return (
        <WhoStep
          survey={state.survey}
          onBack={stop}
          onChosen={(owner) => void flow.read(state.survey, owner)}
        />
      );
    case 'preview':
      return (
        <PreviewStep
          preview={state.preview}
          onBack={stop}
          onLearn={() => void flow.learn(state.preview.found.messages, state.preview.before)}
        />
      );
    case 'learning':
      return <LearningStep done={state.done} total={state.total} onStop={stop} />;
    case 'done':
      return (
        <DoneStep
          result={state.result}
          problem={state.problem}
          onClose={() => {
            const { learned } = state.result;
            if (learned > 0) onLearned(`Learned ${counted(learned, 'message')}.`);
            else onClose();
          }}
        />
      );
  }
}
