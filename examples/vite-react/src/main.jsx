import { createEngine } from 'foreword';
import { ForewordTextarea } from 'foreword-field/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const engine = createEngine();

function App() {
  const [text, setText] = useState('');
  return (
    <ForewordTextarea
      engine={engine}
      rows={8}
      cols={60}
      aria-label="Message"
      value={text}
      onChange={({ target }) => setText(target.value)}
    />
  );
}

createRoot(document.getElementById('root')).render(<App />);
