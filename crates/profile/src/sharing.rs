//! What of one site's texts is used on another.

use serde::{Deserialize, Serialize};

/// What is used on a site of what was learned on others. Texts without a site see everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sharing {
    /// All of it.
    Everywhere,
    /// Words and phrases that were used on two sites at least. What was learned without a site belongs to none, so it is
    /// used on all.
    #[default]
    TwoSites,
    /// Nothing: only what was learned on the site itself.
    Site,
}

impl Sharing {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Everywhere, Self::TwoSites, Self::Site];

    /// What programs call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::TwoSites => "two-sites",
            Self::Site => "site",
        }
    }
}

/// Which part of what was learned is seen from a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) enum View {
    /// All of it.
    #[default]
    Everything,
    /// What may be used on a site.
    From {
        /// The site.
        site: String,
        /// Whether that is more than what was learned there.
        shares: bool,
    },
}

impl View {
    /// What is seen from a site; from nowhere if it is empty.
    pub(crate) fn of(sharing: Sharing, site: &str) -> Self {
        match sharing {
            _ if site.is_empty() => Self::Everything,
            Sharing::Everywhere => Self::Everything,
            Sharing::TwoSites => Self::From { site: site.to_owned(), shares: true },
            Sharing::Site => Self::From { site: site.to_owned(), shares: false },
        }
    }

    /// Whether whole texts of a site are seen.
    pub(crate) fn is_here(&self, of: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::From { site, shares } => of == site || *shares && of.is_empty(),
        }
    }

    /// Whether what stands in texts of these sites is seen wherever it stands: two sites have it.
    pub(crate) fn shares<'s>(&self, sites: impl IntoIterator<Item = &'s str>) -> bool {
        let Self::From { shares, .. } = self else { return true };
        let mut sites = sites.into_iter().filter(|site| !site.is_empty());
        *shares && sites.next().is_some_and(|first| sites.any(|site| site != first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_sees_its_own_and_what_two_have() {
        let view = View::of(Sharing::TwoSites, "a");
        assert!(view.is_here("a") && view.is_here("") && !view.is_here("b"));
        assert!(view.shares(["b", "", "c"]) && !view.shares(["b", "b", ""]) && !view.shares([]));
        let own = View::of(Sharing::Site, "a");
        assert!(own.is_here("a") && !own.is_here("") && !own.shares(["b", "c"]));
        assert!(View::of(Sharing::Everywhere, "a").is_here("b") && View::of(Sharing::Site, "").is_here("b"));
    }
}
