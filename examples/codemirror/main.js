import { EditorView } from '@codemirror/view';
import { minimalSetup } from 'codemirror';
import { createEngine } from 'foreword';
import { attach } from 'foreword-field';
import { codemirror } from 'foreword-field/codemirror';

const view = new EditorView({
  parent: document.querySelector('#editor'),
  extensions: [minimalSetup, EditorView.lineWrapping],
});
attach(view.contentDOM, createEngine(), { adapter: codemirror(view) });
