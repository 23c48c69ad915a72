import type { TextKind } from 'foreword';
import { kindNames, textKinds } from '../contracts/index.js';

/** Shows messages of one kind, or of all. */
export function KindFilter({
  kind,
  onChange,
}: {
  kind: TextKind | undefined;
  onChange: (kind: TextKind | undefined) => void;
}) {
  return (
    <label class="fw-memory-kind">
      <span class="fw-hidden">Kind of text</span>
      <select
        class="fw-input"
        value={kind ?? ''}
        onChange={({ currentTarget }) => {
          onChange(textKinds.find((one) => one === currentTarget.value));
        }}
      >
        <option value="">All kinds</option>
        {textKinds.map((one) => (
          <option key={one} value={one}>
            {kindNames[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
