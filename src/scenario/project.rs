//! Projects: capacity that is added to an exporter or a corridor, from some time on.

use super::parameter::{ParameterId, Values};
use super::process::Hits;
use super::timing::TimingRule;
use crate::numeric::real::Real;

/// A mine or a port that is being built.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Name.
    pub name: String,
    /// As it reads in a sentence: "Jansen, first stage".
    pub title: Option<String>,
    /// Whose capacity it adds to.
    pub of: Hits,
    /// What it adds when it is wholly there, Mt a year.
    pub capacity: ParameterId,
    /// When it begins.
    pub starts: TimingRule,
    /// Quarters from its beginning until it is wholly there; none: at once.
    pub ramp: Option<ParameterId>,
}

impl Project {
    /// What it adds to capacity on the mean of the quarter that begins at `begins`, Mt a year, if it starts at
    /// `starts`: it grows evenly over the ramp.
    #[inline(always)]
    pub fn adds<T: Real>(&self, begins: f64, starts: T, values: &Values<T>) -> T {
        let ramp = self.ramp.map_or(T::default(), |id| values.get(id));
        let built = built(T::splat(begins + 1.0) - starts, ramp) - built(T::splat(begins) - starts, ramp);
        values.get(self.capacity) * built
    }
}

/// The integral over time of the share that is there, `t` quarters after the beginning:
/// `(u² - max(u - ramp, 0)²) / (2 ramp)` for `u = max(t, 0)`.
#[inline(always)]
fn built<T: Real>(t: T, ramp: T) -> T {
    let zero = T::default();
    // Of one that never comes: minus infinity.
    let since = t.max(zero);
    let whole = (since - ramp).max(zero);
    // The difference of the squares as a product, which loses no digits.
    let ramped = (since - whole) * (since + whole) / (T::splat(2.0) * ramp);
    T::select(zero.less(ramp), ramped, since)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(ramp: bool) -> Project {
        let (capacity, ramp) = (ParameterId(0), ramp.then_some(ParameterId(1)));
        Project {
            name: "p".into(),
            title: None,
            of: Hits::Exporter(0),
            capacity,
            starts: TimingRule::Never,
            ramp,
        }
    }

    #[test]
    fn a_project_grows_evenly_over_its_ramp_and_stays() {
        let values = Values::new(vec![4.0, 2.0]);
        let adds = |quarter: f64| project(true).adds(quarter, 10.5, &values);
        // Half of a quarter at up to a quarter of it; then from 1/4 to 3/4; then half a quarter to the whole.
        assert_eq!([9.0, 10.0, 11.0, 12.0, 13.0, 40.0].map(adds), [0.0, 0.25, 2.0, 3.75, 4.0, 4.0]);
        let at_once = |quarter: f64| project(false).adds(quarter, 10.5, &values);
        assert_eq!([9.0, 10.0, 11.0].map(at_once), [0.0, 2.0, 4.0]);
        let no_ramp = Values::new(vec![4.0, 0.0]);
        assert_eq!(project(true).adds(10.0, 10.5, &no_ramp), 2.0);
        assert_eq!(project(true).adds(10.0, f64::INFINITY, &values), 0.0);
    }
}
