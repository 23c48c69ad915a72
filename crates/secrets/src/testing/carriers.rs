//! Sentences that go with any secret and say nothing about it.

/// With `{}` for the secret.
pub(super) const ANY: &[&str] = &[
    "{}",
    "{}",
    "Here it is: {}",
    "I'm sending you {} now",
    "Use {} when you get there.",
    "Hi Tom,\n\n{}\n\nThanks,\nAnn",
    "> {}",
    "- {}\n- milk and eggs",
    "it was {} last time, I think",
    "Can you check {} please? I will be there on Monday",
    "Did you get this?\n{}\nLet me know",
    "hier ist es: {} danke dir",
    "voilà {} merci beaucoup",
    "aquí tienes {} gracias",
    "ecco {} grazie mille",
    "aqui está {} obrigado",
    "hier heb je {} groetjes",
    "här kommer {} hälsningar",
    "tu jest {} dzięki",
    "tady je {} díky",
    "işte {} teşekkürler",
    "tässä {} terveisin",
    "see {} and call me later",
    "Reference {} was sent to Charlotte on Friday",
    "<p>{}</p>",
    "Please don't share {} with anyone else",
    "so the first one is {}, and the second one comes tomorrow",
    "- Tom said {}",
];

/// Whether a secret may be broken over lines in it. In a bare text and in a list it may; nobody breaks lines in a
/// sentence of a chat.
pub(super) fn takes_lines(carrier: &str) -> bool {
    carrier.starts_with("{}") || carrier.contains('\n') || carrier.starts_with("my ") || carrier.ends_with("{}")
}
