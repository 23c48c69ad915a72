import type { Settings } from 'foreword-ui/settings';
import { useLayoutEffect } from 'preact/hooks';

/** Has the page in the colours that were chosen. */
export function useTheme({ theme }: Pick<Settings, 'theme'>): void {
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
  }, [theme]);
}
