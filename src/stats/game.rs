//! Cooperative games: what each player adds to a whole, exactly, from the values of all coalitions.
//!
//! Players are numbered from 0; a coalition is a set of bits, and a game a list of `2^k` values by coalition. A solution
//! is a list of weights of marginal contributions, made once and applied to many games: a player who never adds
//! anything gets exactly 0, and shares sum to `v(N) - v(0)` up to rounding.

/// Most players: four thousand coalitions.
pub const MOST_PLAYERS: usize = 12;

/// A set of players.
pub type Coalition = usize;

/// A solution: for each player the coalitions that they join, and how much each time counts. A player's weights sum
/// to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    weights: Vec<Vec<(Coalition, f64)>>,
}

impl Solution {
    /// The Shapley value (Shapley 1953): every order of players counts alike.
    pub fn shapley(players: usize) -> Solution {
        let whole = (1 << players) - 1;
        let weights = |player: usize| {
            let others = subsets(whole & !(1 << player));
            others.map(|joined| (joined, in_an_order(joined.count_ones() as usize, players))).collect()
        };
        Solution { weights: (0..players).map(weights).collect() }
    }

    /// The Owen value (Owen 1977): unions of players in every order, and in each union its players in every order.
    /// `unions` says for each player which union they are in.
    pub fn owen(unions: &[usize]) -> Solution {
        let mut names: Vec<usize> = unions.to_vec();
        names.sort_unstable();
        names.dedup();
        let members: Vec<Coalition> = names.iter().map(|union| of_union(unions, *union)).collect();
        let weights = |player: usize| {
            let own = of_union(unions, unions[player]);
            let others: Vec<Coalition> = members.iter().copied().filter(|union| *union != own).collect();
            let mut list = Vec::new();
            for before in 0..1_usize << others.len() {
                let joined: Coalition = others
                    .iter()
                    .enumerate()
                    .filter(|(k, _)| before >> k & 1 == 1)
                    .map(|(_, union)| union)
                    .sum();
                let outer = in_an_order(before.count_ones() as usize, members.len());
                for inside in subsets(own & !(1 << player)) {
                    let inner = in_an_order(inside.count_ones() as usize, own.count_ones() as usize);
                    list.push((joined | inside, outer * inner));
                }
            }
            list
        };
        Solution { weights: (0..unions.len()).map(weights).collect() }
    }

    /// The mean over the orders that are feasible (Faigle and Kern 1992): `before[i]` are the players who have to come
    /// before player `i`. None where no order is, since players wait for one another.
    pub fn of_orders(before: &[Coalition]) -> Option<Solution> {
        let players = before.len();
        let whole: Coalition = (1 << players) - 1;
        let may_join =
            |player: usize, joined: Coalition| joined >> player & 1 == 0 && before[player] & !joined == 0;
        // In how many ways a coalition comes about, and in how many the others follow.
        let mut ways = vec![0.0; whole + 1];
        ways[0] = 1.0;
        for joined in 0..=whole {
            for player in (0..players).filter(|player| may_join(*player, joined)) {
                ways[joined | 1 << player] += ways[joined];
            }
        }
        let mut rest = vec![0.0; whole + 1];
        rest[whole] = 1.0;
        for joined in (0..whole).rev() {
            let joins = (0..players).filter(|player| may_join(*player, joined));
            rest[joined] = joins.map(|player| rest[joined | 1 << player]).sum();
        }
        let all = ways[whole];
        let weights = |player: usize| {
            let joins = (0..=whole).filter(|joined| may_join(player, *joined));
            let each = joins.map(|joined| (joined, ways[joined] * rest[joined | 1 << player] / all));
            each.filter(|(_, weight)| *weight > 0.0).collect()
        };
        (all > 0.0).then(|| Solution { weights: (0..players).map(weights).collect() })
    }

    /// Each player's share of a game.
    pub fn shares(&self, game: &[f64]) -> Vec<f64> {
        let share = |(player, weights): (usize, &Vec<(Coalition, f64)>)| {
            weights.iter().map(|(joined, weight)| weight * (game[joined | 1 << player] - game[*joined])).sum()
        };
        self.weights.iter().enumerate().map(share).collect()
    }
}

/// The Shapley-Taylor interaction of two players (Sundararajan, Dhamdhere and Agarwal 2020, order 2): with what each
/// player adds alone, interactions of all pairs sum to the whole.
pub fn interaction(game: &[f64], players: usize, a: usize, b: usize) -> f64 {
    let (one, other) = (1 << a, 1 << b);
    let rest = subsets(((1 << players) - 1) & !one & !other);
    let sum: f64 = rest
        .map(|joined: Coalition| {
            let both = game[joined | one | other] - game[joined | one] - game[joined | other] + game[joined];
            both / binomial(players - 1, joined.count_ones() as usize)
        })
        .sum();
    2.0 / players as f64 * sum
}

/// The players of a union.
fn of_union(unions: &[usize], union: usize) -> Coalition {
    unions.iter().enumerate().filter(|(_, own)| **own == union).map(|(k, _)| 1 << k).sum()
}

/// The share of orders of `all` players in which one comes right after a given set of `first`.
fn in_an_order(first: usize, all: usize) -> f64 {
    1.0 / (all as f64 * binomial(all - 1, first))
}

fn binomial(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}

/// All sets within a set, itself and the empty one among them.
fn subsets(set: Coalition) -> impl Iterator<Item = Coalition> {
    std::iter::successors(Some(set), move |one| {
        one.checked_sub(1).map(|less| less & set).filter(|_| *one > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(one: &[f64], other: &[f64]) {
        assert_eq!(one.len(), other.len());
        assert!(one.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-12), "{one:?} {other:?}");
    }

    /// Shares as the mean over all orders that are listed.
    fn by_orders(game: &[f64], players: usize, fits: impl Fn(&[usize]) -> bool) -> Vec<f64> {
        fn orders(rest: &[usize]) -> Vec<Vec<usize>> {
            if rest.is_empty() {
                return vec![Vec::new()];
            }
            let with = |k: usize| {
                let others: Vec<usize> = rest.iter().copied().filter(|one| *one != rest[k]).collect();
                orders(&others).into_iter().map(move |order| [vec![rest[k]], order].concat())
            };
            (0..rest.len()).flat_map(with).collect()
        }
        let all: Vec<Vec<usize>> =
            orders(&(0..players).collect::<Vec<_>>()).into_iter().filter(|order| fits(order)).collect();
        let mut shares = vec![0.0; players];
        for order in &all {
            let mut joined = 0;
            for &player in order {
                shares[player] += (game[joined | 1 << player] - game[joined]) / all.len() as f64;
                joined |= 1 << player;
            }
        }
        shares
    }

    #[test]
    fn gloves_are_shared_as_in_the_textbook() {
        // One left glove, two right ones; a pair is worth 1.
        let game = [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        near(&Solution::shapley(3).shares(&game), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
        // The owners of right gloves act together: half for either side, as the left glove's owner is no longer courted.
        near(&Solution::owen(&[0, 1, 1]).shares(&game), &[0.5, 0.25, 0.25]);
    }

    #[test]
    fn who_waits_for_another_comes_later() {
        let game: Vec<f64> = (0..8).map(|k: usize| (k * k) as f64).collect();
        let before = [0, 0, 0b010];
        let position = |order: &[usize], player: usize| order.iter().position(|one| *one == player);
        let fits = |order: &[usize]| position(order, 1) < position(order, 2);
        let feasible = Solution::of_orders(&before).unwrap();
        near(&feasible.shares(&game), &by_orders(&game, 3, fits));
        assert_eq!(Solution::of_orders(&[0b10, 0b01]), None, "two that wait for one another");
    }

    #[test]
    fn three_players_of_a_known_game_interact_as_published() {
        // v = x1 + 2 x2 + 4 x1 x2 + 6 x1 x2 x3: dividends 4 on one pair, 6 shared by three pairs.
        let value = |s: usize| {
            let x = |k: usize| (s >> k & 1) as f64;
            x(0) + 2.0 * x(1) + 4.0 * x(0) * x(1) + 6.0 * x(0) * x(1) * x(2)
        };
        let game: Vec<f64> = (0..8).map(value).collect();
        let pairs = [(0, 1), (0, 2), (1, 2)].map(|(a, b)| interaction(&game, 3, a, b));
        near(&pairs, &[6.0, 2.0, 2.0]);
        near(&Solution::shapley(3).shares(&game), &[1.0 + 2.0 + 2.0, 2.0 + 2.0 + 2.0, 2.0]);
    }

    /// A game of so many players whose empty coalition is worth something too.
    fn games(players: usize) -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec(-10.0..10.0_f64, 1 << players)
    }

    proptest! {
        #[test]
        fn every_solution_shares_all_there_is(
            game in games(5),
            unions in prop::collection::vec(0..3_usize, 5),
        ) {
            let whole = game[31] - game[0];
            let feasible = Solution::of_orders(&[0, 1, 0, 0b110, 0]).unwrap();
            for solution in [Solution::shapley(5), Solution::owen(&unions), feasible] {
                let sum: f64 = solution.shares(&game).iter().sum();
                prop_assert!((sum - whole).abs() < 1e-9);
            }
            let singles: f64 = (0..5).map(|k| game[1 << k] - game[0]).sum();
            let pairs: f64 =
                (0..5).flat_map(|b| (0..b).map(move |a| (a, b))).map(|(a, b)| interaction(&game, 5, a, b)).sum();
            prop_assert!((singles + pairs - whole).abs() < 1e-9);
        }

        #[test]
        fn the_shapley_value_is_the_mean_over_all_orders(game in games(4)) {
            let (exact, listed) = (Solution::shapley(4).shares(&game), by_orders(&game, 4, |_| true));
            prop_assert!(exact.iter().zip(&listed).all(|(a, b)| (a - b).abs() < 1e-9));
        }

        #[test]
        fn who_adds_nothing_gets_exactly_nothing_and_equals_get_the_same(game in games(3)) {
            // Player 3 never adds anything.
            let dummy: Vec<f64> = (0..16).map(|s: usize| game[s & 7]).collect();
            for solution in [Solution::shapley(4), Solution::owen(&[0, 1, 1, 0])] {
                prop_assert_eq!(solution.shares(&dummy)[3], 0.0);
            }
            // Players 0 and 1 are as good as one another.
            let symmetric: Vec<f64> = (0..8).map(|s: usize| game[s & 4 | ((s & 1) + (s >> 1 & 1))]).collect();
            let shares = Solution::shapley(3).shares(&symmetric);
            prop_assert!((shares[0] - shares[1]).abs() < 1e-12);
        }

        #[test]
        fn what_one_union_is_cut_into_changes_nothing_for_the_others(game in games(3)) {
            // Player 2 is cut into two that only act together.
            let cut: Vec<f64> = (0..16)
                .map(|s: usize| game[s & 3 | (usize::from(s >> 2 == 3) << 2)])
                .collect();
            let (whole, parts) =
                (Solution::owen(&[0, 1, 2]).shares(&game), Solution::owen(&[0, 1, 2, 2]).shares(&cut));
            prop_assert!((whole[0] - parts[0]).abs() < 1e-9 && (whole[1] - parts[1]).abs() < 1e-9);
            prop_assert!((whole[2] - parts[2] - parts[3]).abs() < 1e-9);
        }
    }
}
