import 'foreword-ui/tokens.css';
import 'foreword-ui/styles.css';
import './options.css';
import { render } from 'preact';
import { Options } from './options.js';

render(<Options />, document.body);
