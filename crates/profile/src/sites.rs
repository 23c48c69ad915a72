//! Sites as numbers, and what is counted of them from one place.

use std::collections::BTreeMap;

use crate::sharing::View;

/// The number of a site. A profile has fewer messages than there are numbers.
pub(crate) type Site = u16;

/// The number of no site.
pub(crate) const NOWHERE: Site = 0;

/// The sites that messages are of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sites(BTreeMap<String, Site>);

impl Sites {
    /// The number of a site, which is given to it if it has none.
    pub(crate) fn number(&mut self, name: &str) -> Site {
        if name.is_empty() {
            return NOWHERE;
        }
        if let Some(&site) = self.0.get(name) {
            return site;
        }
        let taken: std::collections::BTreeSet<Site> = self.0.values().copied().collect();
        let free = (NOWHERE + 1..Site::MAX).find(|site| !taken.contains(site)).unwrap_or(Site::MAX);
        self.0.insert(name.to_owned(), free);
        free
    }

    /// The name of a number.
    pub(crate) fn name(&self, site: Site) -> &str {
        self.0.iter().find(|(_, number)| **number == site).map_or("", |(name, _)| name)
    }

    /// Forgets all sites but these.
    pub(crate) fn keep(&mut self, present: impl IntoIterator<Item = Site>) {
        let present: std::collections::BTreeSet<Site> = present.into_iter().collect();
        self.0.retain(|_, site| present.contains(site));
    }

    /// How uses are counted from a place.
    pub(crate) fn eye(&self, view: &View) -> Eye {
        match view {
            View::Everything => Eye::All,
            View::From { site, shares } => Eye::From { site: self.0.get(site).copied(), shares: *shares },
        }
    }
}

/// A [`View`] by numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eye {
    All,
    From { site: Option<Site>, shares: bool },
}

impl Eye {
    /// Whether whole texts of a site are seen.
    pub(crate) fn is_here(self, of: Site) -> bool {
        match self {
            Self::All => true,
            Self::From { site, shares } => Some(of) == site || shares && of == NOWHERE,
        }
    }

    /// Whether uses on these sites are seen, whichever they are on: two sites have them. What has no site counts for none.
    pub(crate) fn sees_all(self, sites: impl IntoIterator<Item = Site>) -> bool {
        let Self::From { shares, .. } = self else { return true };
        let mut sites = sites.into_iter().filter(|&site| site != NOWHERE);
        shares && sites.next().is_some_and(|first| sites.any(|site| site != first))
    }

    /// How many of the uses are seen: those that are here, and all if two sites have them.
    pub(crate) fn count(self, uses: &[(Site, u32)]) -> u32 {
        let sees_all = self.sees_all(uses.iter().map(|&(site, _)| site));
        uses.iter().filter(|&&(site, _)| sees_all || self.is_here(site)).map(|&(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sharing;

    #[test]
    fn numbers_are_used_again_when_a_site_is_gone() {
        let mut sites = Sites::default();
        assert_eq!((sites.number("a"), sites.number("b"), sites.number("a"), sites.number("")), (1, 2, 1, NOWHERE));
        sites.keep([2]);
        assert_eq!((sites.name(1), sites.name(2)), ("", "b"));
        assert_eq!((sites.number("c"), sites.number("d")), (1, 3));
    }

    #[test]
    fn uses_are_counted_from_a_place() {
        let mut sites = Sites::default();
        let (a, b, c) = (sites.number("a"), sites.number("b"), sites.number("c"));
        let count = |sharing, site: &str, uses: &[(Site, u32)]| sites.eye(&View::of(sharing, site)).count(uses);
        assert_eq!(count(Sharing::TwoSites, "a", &[(b, 3)]), 0);
        assert_eq!(count(Sharing::TwoSites, "a", &[(b, 3), (c, 1)]), 4);
        assert_eq!(count(Sharing::TwoSites, "a", &[(NOWHERE, 2), (b, 3)]), 2, "no site is not a second one");
        assert_eq!(count(Sharing::TwoSites, "a", &[(a, 1), (b, 3)]), 4);
        assert_eq!(count(Sharing::TwoSites, "new", &[(a, 1), (NOWHERE, 1)]), 1);
        assert_eq!(count(Sharing::Site, "a", &[(NOWHERE, 2), (a, 1), (b, 3)]), 1);
        assert_eq!(count(Sharing::Everywhere, "a", &[(b, 3)]), 3);
        assert_eq!(count(Sharing::Site, "", &[(b, 3)]), 3);
    }
}
