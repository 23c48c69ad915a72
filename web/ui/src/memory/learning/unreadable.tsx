import type { UnreadableFile } from '../../contracts/index.js';
import { Notice } from '../../primitives/index.js';

/** Files that can't be read, and why. */
export function Unreadable({ files }: { files: readonly UnreadableFile[] }) {
  if (files.length === 0) return null;
  return (
    <Notice kind="warm">
      <p>{files.length === 1 ? 'One file is left out:' : `${files.length} files are left out:`}</p>
      <ul class="fw-plain-list">
        {files.slice(0, 10).map(({ name, because }) => (
          <li key={name}>
            <bdi>{name}</bdi>: {because}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
