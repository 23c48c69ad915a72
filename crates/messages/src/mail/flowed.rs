//! `format=flowed` (RFC 3676): lines that end with a space go on in the next.

/// The text with whole paragraphs on single lines. Quoted lines begin with `> `.
pub(super) fn unflowed(text: &str, deletes_spaces: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // Marks of quotation in front of the line that goes on.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let bare = line.trim_start_matches('>');
        let depth = line.len() - bare.len();
        let bare = bare.strip_prefix(' ').unwrap_or(bare);
        let is_signature = bare == "-- ";
        if open.is_some_and(|open| open != depth || is_signature) {
            out.push('\n');
            open = None;
        }
        if open.is_none() && depth > 0 {
            out.push_str("> ");
        }
        let is_soft = bare.ends_with(' ') && !is_signature;
        out.push_str(if is_soft && deletes_spaces { bare.trim_end_matches(' ') } else { bare });
        open = is_soft.then_some(depth);
        if !is_soft {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_flow_together() {
        let text = "One \ntwo.\n> q1 \n> q2\n>> deep\nthree \n-- \nJo\n From here \nto";
        assert_eq!(unflowed(text, false), "One two.\n> q1 q2\n> deep\nthree \n-- \nJo\nFrom here to\n");
        assert_eq!(unflowed("日本 \n語", true), "日本語\n");
    }
}
