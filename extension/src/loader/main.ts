import { Loader } from './loader.js';

// A page that was open when the extension was installed or updated gets this script again.
if (globalThis.forewordLoader === undefined) {
  globalThis.forewordLoader = true;
  new Loader().start();
}
