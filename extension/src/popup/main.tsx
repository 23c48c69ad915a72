import 'foreword-ui/tokens.css';
import 'foreword-ui/styles.css';
import './popup.css';
import { render } from 'preact';
import { Popup } from './popup.js';

document.body.className = 'fw';
render(<Popup />, document.body);
