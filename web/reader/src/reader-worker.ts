import * as glue from './generated/reader/foreword_reader.js';
import type { Glue } from './core.js';
import type { Reply, Request } from './messages.js';
import { type Report, read, survey } from './passes.js';

const core: Glue = glue;

function reply(message: Reply): void {
  postMessage(message);
}

const report: Report = (progress) => {
  reply({ what: 'progress', progress });
};

async function answer(request: Request): Promise<Reply> {
  try {
    await core.default();
    const found =
      request.what === 'survey'
        ? await survey(core, request.files, report)
        : await read(core, request.files, { ...request, now: new Date() }, report);
    return { what: 'done', found };
  } catch (error) {
    return { what: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
  }
}

// Whoever has started this worker is the only one who can send it something.
addEventListener('message', ({ data }: MessageEvent<Request>) => {
  void answer(data).then(reply);
});
