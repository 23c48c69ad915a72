import { enginePreview } from 'foreword-ui/engine';
import { localValue } from 'foreword-ui/storage';
import { Voice } from 'foreword-ui/voice';
import type { ShowPage } from './page.js';
import { shown } from './shown.js';

export const show: ShowPage = (box, app) => {
  const { desk, drafts } = app.write;
  return shown(
    box,
    <Voice
      profile={drafts.engine.profile}
      preview={enginePreview(drafts.engine)}
      writer={localValue('foreword-writer')}
      kind={desk.document.value.kind}
    />,
    app,
  );
};
