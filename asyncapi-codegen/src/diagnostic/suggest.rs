//! Did you mean: the candidate nearest to a mistyped name.

/// Nobody mistypes longer names; comparing them takes the product of their lengths.
const MAX_LENGTH: usize = 200;

/// The candidate nearest to `name`: one that differs only in case first, else the one with the smallest edit
/// distance, at most a third of the name's length (of at least three).
pub(crate) fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let limit = length.max(3) / 3;
    let lower = name.to_lowercase();
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
                _ if candidate.to_lowercase() == lower => 0,
                _ if far(candidate) => return None,
                _ => distance(name, candidate),
            };
            (distance <= limit).then_some((distance, candidate))
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
    let all: Vec<_> = candidates.into_iter().map(|candidate| format!("`{candidate}`")).collect();
    (!all.is_empty() && all.len() <= 12).then(|| format!("{what}: {}", all.join(", ")))
}

/// Edit distance with neighbouring transpositions (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (i, x) in a.chars().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, &y) in b.iter().enumerate() {
            row[j + 1] = (last[j + 1] + 1).min(row[j] + 1).min(last[j] + usize::from(x != y));
            if j > 0 && previous == Some(y) && b[j - 1] == x {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
        previous = Some(x);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("adress", "address"), 1);
        assert_eq!(distance("chanel", "channel"), 1);
        assert_eq!(distance("tpye", "type"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn case_wins_over_distance() {
        assert_eq!(suggestion("userID", ["userIX", "userId"]), Some("userId"));
        assert_eq!(suggestion("payloads", ["payload", "headers"]), Some("payload"));
        assert_eq!(suggestion("x", ["payload"]), None);
    }
}
