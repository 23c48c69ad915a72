// There must be a content script; it does nothing.
