//! Did you mean: the candidate nearest to a mistyped name.

/// Nobody mistypes longer names; comparing them takes the product of their lengths.
const MAX_LENGTH: usize = 200;

/// The candidate nearest to `name`: one that differs only in case first, else the one with the smallest edit
/// distance, at most a third of the name's length (of at least three).
pub(crate) fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let limit = length.max(3) / 3;
    // A document may have thousands of names: those that cannot be near are not compared letter by letter.
    let far = |candidate: &str| {
        length > MAX_LENGTH
            || candidate.len() > 4 * (length + limit)
            || candidate.chars().count().abs_diff(length) > limit
    };
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = match candidate {
                _ if lower(candidate).eq(lower(name)) => 0,
                _ if far(candidate) => return None,
                _ => distance(name, candidate, limit)?,
            };
            Some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The help line that offers the nearest candidate, or lists them all where there are few and none is near.
pub(crate) fn did_you_mean<'a>(
    what: &str,
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    if let Some(near) = suggestion(name, candidates.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let all: Vec<_> = candidates.into_iter().take(13).map(|candidate| format!("`{candidate}`")).collect();
    (!all.is_empty() && all.len() <= 12).then(|| format!("{what}: {}", all.join(", ")))
}

fn lower(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase)
}

/// Edit distance with neighbouring transpositions (optimal string alignment); `None` if it is above `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let b: Vec<char> = b.chars().collect();
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = before.clone();
    let mut previous = None;
    for (i, x) in a.chars().enumerate() {
        row[0] = i + 1;
        let mut nearest = row[0];
        for (j, &y) in b.iter().enumerate() {
            let mut cost = (last[j + 1] + 1).min(row[j] + 1).min(last[j] + usize::from(x != y));
            if j > 0 && previous == Some(y) && b[j - 1] == x {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
            nearest = nearest.min(cost);
        }
        // A transposition reaches back over one row, for a cost of its own.
        if nearest > limit + 1 {
            return None;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
        previous = Some(x);
    }
    (last[b.len()] <= limit).then_some(last[b.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let distance = |a, b| distance(a, b, 3);
        assert_eq!(distance("kitten", "sitting"), Some(3));
        assert_eq!(distance("kitten", "xxxxxxx"), None);
        assert_eq!(distance("adress", "address"), Some(1));
        assert_eq!(distance("chanel", "channel"), Some(1));
        assert_eq!(distance("tpye", "type"), Some(1));
        assert_eq!(distance("", "abc"), Some(3));
    }

    #[test]
    fn case_wins_over_distance() {
        assert_eq!(suggestion("userID", ["userIX", "userId"]), Some("userId"));
        assert_eq!(suggestion("payloads", ["payload", "headers"]), Some("payload"));
        assert_eq!(suggestion("x", ["payload"]), None);
    }
}
