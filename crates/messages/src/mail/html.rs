//! HTML to text, without what was quoted, signed or hidden in it.
//!
//! Not a parser of HTML: tags are read one after the other, none is trusted to be closed, and nothing is nested deeper
//! than a counter. Time is linear in the length.

use crate::reach::head;
use crate::reason::Reason;
use crate::summary::example;

mod entities;

pub(crate) use entities::entity;

/// Bytes looked through for a `>` behind a quotation mark.
const REACH: usize = 4_096;

/// Elements whose content is no text.
const SILENT: &[&str] =
    &["script", "style", "title", "template", "textarea", "select", "svg", "object", "head", "noframes"];
/// Elements that stand on lines of their own.
const LINES: &[&str] =
    &["div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "center", "address", "hr"];
/// Elements with a blank line around them.
const BLOCKS: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote"];

/// Parts of classes and ids that mail programs give to what they quote.
const QUOTES: &[&str] = &[
    "gmail_quote",
    "gmail_attr",
    "moz-cite-prefix",
    "moz-email-headers-table",
    "moz-forward-container",
    "yahoo_quoted",
    "protonmail_quote",
    "tutanota_quote",
    "zmail_extra",
    "olk_src_body_section",
    "mail-editor-reference-message-container",
    "isreplycontent",
    "quoted-message",
    "reply-quote",
];
/// Ids behind which everything is quoted.
const REST: &[&str] = &["divrplyfwdmsg", "appendonsend", "replysplit", "stopspelling"];

/// An element whose content is left out, until its end.
struct Skip {
    name: String,
    /// Elements of the same name open within it, itself included.
    depth: usize,
    reason: Option<Reason>,
    /// Where its text begins in `skipped`.
    text: String,
}

/// The words of a page. What was quoted or signed is added to `left`.
pub(crate) fn text(html: &str, left: &mut Vec<(Reason, String)>) -> String {
    let mut page = Page { out: String::with_capacity(html.len() / 4), skip: None, pre: 0, left };
    let mut rest = html;
    // Set once nothing closes tags or comments any more, so that it isn't looked for again and again.
    let (mut has_ends, mut has_comment_ends) = (true, true);
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        page.words(before);
        let second = tag.as_bytes().get(1).copied().unwrap_or(b' ');
        let mut end = None;
        if tag.starts_with("<!--") && has_comment_ends {
            end = tag.find("-->").map(|end| end + 3);
            has_comment_ends = end.is_some();
        }
        if end.is_none() && has_ends && (second.is_ascii_alphabetic() || matches!(second, b'/' | b'!' | b'?')) {
            end = tag_end(tag);
            has_ends = end.is_some();
            if let Some(tag) = end.and_then(|end| tag.get(1..end - 1)) {
                page.tag(tag);
            }
        }
        if end.is_none() {
            page.words("<");
        }
        rest = tag.get(end.unwrap_or(1)..).unwrap_or_default();
        if page.is_over() {
            break;
        }
    }
    page.words(rest);
    page.end()
}

/// The length of a tag. A `>` within quotation marks doesn't end it, if they are closed nearby.
fn tag_end(tag: &str) -> Option<usize> {
    let end = tag.find('>')? + 1;
    let inner = tag.get(..end)?;
    let open = |quote: char| inner.matches(quote).count() % 2 == 1;
    let quotes = [('"', "=\""), ('\'', "='")];
    let Some((quote, _)) = quotes.into_iter().find(|&(quote, begin)| inner.contains(begin) && open(quote)) else {
        return Some(end);
    };
    let after = head(tag.get(end..)?, REACH);
    let longer = after.find(quote).and_then(|close| after.get(close..)?.find('>').map(|at| end + close + at + 1));
    Some(longer.unwrap_or(end))
}

struct Page<'l> {
    out: String,
    skip: Option<Skip>,
    pre: usize,
    left: &'l mut Vec<(Reason, String)>,
}

impl Page<'_> {
    fn is_over(&self) -> bool {
        self.skip.as_ref().is_some_and(|skip| skip.name.is_empty())
    }

    fn end(mut self) -> String {
        self.end_skip();
        self.out
    }

    fn end_skip(&mut self) {
        if let Some(Skip { reason: Some(reason), text, .. }) = self.skip.take() {
            let text = example(&text);
            if !text.is_empty() {
                self.left.push((reason, text));
            }
        }
    }

    fn words(&mut self, text: &str) {
        let is_pre = self.pre > 0;
        let out = match &mut self.skip {
            None => &mut self.out,
            // As much as a summary shows.
            Some(skip) if skip.reason.is_some() && skip.text.len() < 500 => &mut skip.text,
            Some(_) => return,
        };
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (c, length) = if c == '&' { entity(rest).unwrap_or(('&', 1)) } else { (c, c.len_utf8()) };
            rest = rest.get(length..).unwrap_or_default();
            match c {
                '\r' => {}
                _ if is_pre => out.push(c),
                ' ' | '\t' | '\n' | '\u{c}' => {
                    if !out.is_empty() && !out.ends_with([' ', '\n']) {
                        out.push(' ');
                    }
                }
                '\u{a0}' => out.push(' '),
                _ => out.push(c),
            }
        }
    }

    fn line_break(&mut self, blank: bool) {
        if self.skip.is_some() {
            return self.words(" ");
        }
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
        let wanted = if blank { "\n\n" } else { "\n" };
        while !self.out.is_empty() && !self.out.ends_with(wanted) {
            self.out.push('\n');
        }
    }

    fn tag(&mut self, tag: &str) {
        let is_end = tag.starts_with('/');
        let name: String =
            tag.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric()).take(16).collect();
        let name = name.to_ascii_lowercase();
        let is_whole = tag.ends_with('/');
        if let Some(skip) = &mut self.skip {
            // A page's head ends where its body begins, at the latest.
            let is_body = skip.name == "head" && name == "body";
            if name == skip.name && !is_whole {
                skip.depth = if is_end { skip.depth - 1 } else { skip.depth + 1 };
            }
            if skip.depth == 0 || is_body {
                self.end_skip();
            } else if LINES.contains(&name.as_str()) || BLOCKS.contains(&name.as_str()) || name == "br" {
                self.words(" ");
            }
            return;
        }
        if name == "br" {
            self.out.push('\n');
        } else if name == "td" || name == "th" {
            self.words(" ");
        } else if LINES.contains(&name.as_str()) {
            self.line_break(false);
        } else if BLOCKS.contains(&name.as_str()) {
            self.line_break(true);
        }
        if name == "pre" {
            self.pre = if is_end { self.pre.saturating_sub(1) } else { self.pre + 1 };
        }
        let is_void =
            is_whole || matches!(name.as_str(), "br" | "img" | "hr" | "meta" | "link" | "input" | "col" | "wbr");
        if !is_end && !name.is_empty() && !is_void {
            self.skip = skipped(&name, tag);
        }
    }
}

/// What is left out, if this tag begins something that is.
fn skipped(name: &str, tag: &str) -> Option<Skip> {
    let skip = |name: &str, reason| Some(Skip { name: name.to_owned(), depth: 1, reason, text: String::new() });
    if SILENT.contains(&name) {
        return skip(name, None);
    }
    let attributes = tag.to_ascii_lowercase();
    let value = |attribute: &str| value(&attributes, attribute).unwrap_or_default();
    let (class, id, style) = (value("class"), value("id"), value("style").replace(' ', ""));
    let has = |names: &[&str]| names.iter().any(|name| class.contains(name) || id.contains(name));
    if has(REST) {
        return skip("", Some(Reason::Quote));
    }
    // Gmail indents with a quote that has no border.
    let is_indent = style.contains("border:none") && !class.contains("quote");
    if has(QUOTES) || (name == "blockquote" && !is_indent) {
        return skip(name, Some(Reason::Quote));
    }
    if class.contains("signature") || id.contains("signature") {
        return skip(name, Some(Reason::Signature));
    }
    if style.contains("display:none") || style.contains("mso-hide:all") {
        return skip(name, None);
    }
    None
}

/// The value of an attribute of a tag in lower case.
fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before = rest.get(..at)?.chars().next_back();
        let after = rest.get(at + name.len()..)?;
        if let Some(value) = after
            .trim_start()
            .strip_prefix('=')
            .filter(|_| before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-'))
        {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            return match quote {
                Some(quote) => value.get(1..)?.split(quote).next(),
                None => value.split(|c: char| c.is_whitespace() || c == '>').next(),
            };
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> (String, Vec<Reason>) {
        let mut left = Vec::new();
        let text = text(html, &mut left);
        (text.trim().to_owned(), left.into_iter().map(|(reason, _)| reason).collect())
    }

    #[test]
    fn words_stay_and_the_rest_goes() {
        let html = "<!DOCTYPE html><html><head><title>t</title><style>p > b {}</style></head><body>\n<!-- c > -->\n\
            <p>Dear&nbsp;Jo,</p><p>one\n two <b>three</b><br>four &lt;5 &amp; &eacute;&#233;&#xe9; &bogus; a&b</p>\
            <ul><li>x</li><li>y</li></ul><div style='display: none'>hid</div><img alt='a > b'>end</body>";
        let expected = "Dear Jo,\n\none two three\nfour <5 & ééé &bogus; a&b\n\nx\ny\n\nend";
        assert_eq!(read(html), (expected.to_owned(), vec![]));
    }

    #[test]
    fn what_programs_quote_and_sign_is_left_out() {
        for (html, text, reason) in [
            ("a<div class=\"gmail_quote\"><div>On x</div><blockquote>q</blockquote></div>b", "a\nb", Reason::Quote),
            ("a<blockquote type=cite>q<blockquote>r</blockquote>s</blockquote>b", "a\n\nb", Reason::Quote),
            ("a<div id=\"appendonsend\"></div><hr><div id=divRplyFwdMsg>From: x</div>q", "a", Reason::Quote),
            ("a<div class=\"moz-cite-prefix\">On x</div>", "a", Reason::Quote),
            ("a<div data-x='1' class='gmail_signature'>Jo</div>", "a", Reason::Signature),
            ("a<div id=ms-outlook-mobile-signature>Get Outlook</div>", "a", Reason::Signature),
        ] {
            let (found, left) = read(html);
            assert_eq!(found, text, "{html}");
            assert!(left.is_empty() || left == [reason], "{html}: {left:?}");
        }
        let indented = "a<blockquote style='margin:0 0 0 40px; border: none; padding:0px'>mine</blockquote>";
        assert_eq!(read(indented), ("a\n\nmine".to_owned(), vec![]));
    }
}
