import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Notice, ProgressBar, Section } from '../primitives/index.js';
import { errorText, isAbort } from '../text/errors.js';
import { milliseconds } from '../text/words.js';
import { percentile } from './histogram.js';
import { resultText } from './result-text.js';
import type { SpeedResult, SpeedTest } from './test.js';

const seconds = 60;

/** A minute of typing known texts, and what came of it as a text to share. */
export function TestSection({ test, program }: { test: SpeedTest; program: string }) {
  const [running, setRunning] = useState<SpeedResult | 'starting'>();
  const [result, setResult] = useState<SpeedResult>();
  const [error, setError] = useState<string>();
  const ending = useRef<AbortController>(undefined);
  useEffect(
    () => () => {
      ending.current?.abort();
    },
    [],
  );
  const start = async () => {
    const control = new AbortController();
    ending.current = control;
    setError(undefined);
    setResult(undefined);
    setRunning('starting');
    try {
      setResult(await test({ seconds, signal: control.signal, onProgress: setRunning }));
    } catch (reason) {
      if (!control.signal.aborted && !isAbort(reason)) setError(errorText(reason));
    }
    setRunning(undefined);
  };
  return (
    <Section
      title="One-minute test"
      intro="Types known sentences, letter by letter, and measures how long drafts take. Nothing is sent anywhere."
    >
      {running === undefined ? (
        <div>
          <Button kind={result ? 'plain' : 'primary'} icon="play" onClick={() => void start()}>
            {result ? 'Test again' : 'Start the test'}
          </Button>
        </div>
      ) : (
        <div class="fw-card fw-test">
          <ProgressBar label="Test" share={running === 'starting' ? undefined : running.seconds / seconds} />
          <p class="fw-numbers">{running === 'starting' ? 'Getting ready…' : progressText(running)}</p>
          <Button onClick={() => ending.current?.abort()}>Stop</Button>
        </div>
      )}
      {error !== undefined && (
        <Notice kind="bad">
          <p>{error}</p>
        </Notice>
      )}
      {result && <Result text={resultText(result, program, navigator)} />}
    </Section>
  );
}

function progressText({ times, letters, seconds: passed }: SpeedResult): string {
  const p50 = percentile(times, 0.5);
  const left = Math.max(0, Math.ceil(seconds - passed));
  return `${letters} letters, ${p50 === undefined ? '' : `half within ${milliseconds(p50)}, `}${left} s left`;
}

function Result({ text }: { text: string }) {
  const [isCopied, setIsCopied] = useState(false);
  const box = useRef<HTMLPreElement>(null);
  const mayShare = 'share' in navigator;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setIsCopied(true);
    } catch {
      // Where the clipboard is closed to pages the text is selected, to be copied by hand.
      if (box.current) getSelection()?.selectAllChildren(box.current);
    }
  };
  return (
    <div class="fw-card fw-test" role="status">
      <pre class="fw-result" ref={box}>
        {text}
      </pre>
      <div class="fw-row">
        <Button icon={isCopied ? 'check' : 'copy'} onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
        </Button>
        {mayShare && (
          <Button
            icon="share"
            onClick={() => {
              // Whoever closes the dialog has decided.
              navigator.share({ text }).catch(() => undefined);
            }}
          >
            Share
          </Button>
        )}
      </div>
    </div>
  );
}
