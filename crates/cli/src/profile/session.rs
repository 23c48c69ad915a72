//! A session that knows a profile.

use std::rc::Rc;

use anyhow::Result;
use foreword_engine::{Completer, Session};
use foreword_model::{Network, Ops};
use foreword_profile::{Before, PersonalSource, Profile};

use super::place::PlaceArguments;

/// A session whose texts stand behind the owner's latest messages, with the owner's n-grams beside the model; as strong as
/// the profile's settings say. Also the messages that are read before the text, in order.
pub(crate) fn session<O: Ops>(
    completer: &Completer<Network<O>>,
    profile: &mut Profile,
    place: &PlaceArguments,
) -> Result<(Session<Network<O>>, Vec<Before>)> {
    place.set(profile)?;
    let before = profile.before(place.kind, &place.site);
    let mut session = completer.session_after(before.iter().map(|before| before.text.as_str()))?;
    let strength = profile.settings().strength;
    if strength > 0.0 {
        let (own, tokenizer) = (profile.own(place.kind, &place.site), completer.shared_tokenizer());
        session.set_sources(Some(Rc::new(PersonalSource::new(own, completer.sources(), tokenizer, strength))));
    }
    Ok((session, before))
}
