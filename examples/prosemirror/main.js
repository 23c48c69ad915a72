import { Editor } from '@tiptap/core';
import StarterKit from '@tiptap/starter-kit';
import { createEngine } from 'foreword';
import { attach } from 'foreword-field';
import { prosemirror } from 'foreword-field/prosemirror';

const editor = new Editor({ element: document.querySelector('#editor'), extensions: [StarterKit] });

// With ProseMirror itself, `view` is the `EditorView`.
const { view } = editor;
attach(view.dom, createEngine(), { adapter: prosemirror(view) });
