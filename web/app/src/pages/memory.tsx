import { createFileReader, startWorker } from 'foreword-reader';
import { engineExplain } from 'foreword-ui/engine';
import { Memory } from 'foreword-ui/memory';
import { localValue } from 'foreword-ui/storage';
import { titleOf } from '../documents/document.js';
import { useObservable } from '../shell/observable.js';
import { route } from '../shell/route.js';
import { originOf } from '../write/learner.js';
import type { App, ShowPage } from './page.js';
import { shown } from './shown.js';

const reader = createFileReader(startWorker);

export const show: ShowPage = (box, app) => shown(box, <Page {...app} />, app);

function Page({ write: { desk, drafts } }: App) {
  const heads = useObservable(desk.heads);
  const documents = heads
    .filter(({ learned }) => learned !== undefined)
    .map((head) => ({ origin: originOf(head.id), title: titleOf(head) }));
  return (
    <Memory
      profile={drafts.engine.profile}
      documents={documents}
      reader={reader}
      isLearning={route.value.part === 'learn'}
      explain={engineExplain(drafts.engine)}
      unfinished={localValue('foreword-learning')}
    />
  );
}
