//! Text as the model sees it (tokens) and as a text field sees it (offsets, words, grapheme clusters).
