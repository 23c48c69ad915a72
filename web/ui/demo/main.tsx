import { type ComponentChild, render } from 'preact';
import { pages } from './pages.js';

/**
 * One part at a time, with fakes: `?part=memory&messages=5000&theme=dark&dir=rtl`. Tests find what the part was given in
 * `globalThis.demo`.
 */
const query = new URLSearchParams(location.search);
const theme = query.get('theme');
if (theme !== null) document.documentElement.dataset['theme'] = theme;
document.documentElement.dir = query.get('dir') ?? 'ltr';
const part: ComponentChild = pages[query.get('part') ?? 'memory']?.(query) ?? 'no such part';
const place = document.getElementById('place');
performance.mark('begin');
if (place !== null) render(part, place);
