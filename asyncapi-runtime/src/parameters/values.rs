//! [`PathValues`]: what a server reads parameters from.

use std::fmt::Display;
use std::str::FromStr;

use super::ParameterError;

/// The parameters in the path of a request: names and percent-decoded values.
///
/// ```
/// use asyncapi_runtime::parameters::PathValues;
///
/// let path: PathValues<'_> = [("room", "a/b"), ("page", "7")].into_iter().collect();
/// assert_eq!(path.get::<u32>("page")?, 7);
/// assert!(path.get::<u32>("room").is_err());
/// # Ok::<(), asyncapi_runtime::ParameterError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PathValues<'a> {
    values: Vec<(&'a str, &'a str)>,
}

impl PathValues<'_> {
    /// The value of the parameter called `name`.
    ///
    /// Of several with one name the last counts: under `Router::nest` the prefix has its own parameters, and
    /// they come first.
    ///
    /// # Errors
    /// When there is none, when the value is empty (some routes match that, such as `/users/{id}/events` with
    /// `/users//events`), or when `T` does not accept the value. Then the text of `T`'s error is part of the
    /// response, so it should say what is accepted.
    pub fn get<T: FromStr<Err: Display>>(&self, name: &str) -> Result<T, ParameterError> {
        parse(name, self.segment(name, name)?)
    }

    /// The value of the parameter called `name` where it fills only a part of a segment, as in `a.{name}`:
    /// axum captures the whole segment, under the name `capture`. `literals` are the texts around the segment's
    /// parameters, from the first (which may be empty) to the last, and `at` says which of the parameters it is.
    ///
    /// # Errors
    /// As [`get`](Self::get); and 404 where the segment does not have the texts, so that the path is none of the
    /// address.
    pub fn get_part<T: FromStr<Err: Display>>(
        &self,
        name: &str,
        capture: &str,
        literals: &[&str],
        at: usize,
    ) -> Result<T, ParameterError> {
        let segment = self.segment(name, capture)?;
        let value = part(segment, literals, at).ok_or_else(ParameterError::not_found)?;
        parse(name, value)
    }

    fn segment(&self, name: &str, capture: &str) -> Result<&str, ParameterError> {
        let found = self.values.iter().rev().find(|(key, _)| *key == capture);
        found.map(|(_, value)| *value).ok_or_else(|| ParameterError::missing(name))
    }
}

fn parse<T: FromStr<Err: Display>>(name: &str, value: &str) -> Result<T, ParameterError> {
    if value.is_empty() {
        return Err(ParameterError::empty(name));
    }
    value.parse().map_err(|error| ParameterError::invalid(name, &error))
}

/// The text between `literals[at]` and the next one. A value ends where the text behind it first stands, and the
/// last one at the end.
fn part<'s>(segment: &'s str, literals: &[&str], at: usize) -> Option<&'s str> {
    let (first, literals) = literals.split_first()?;
    let (last, between) = literals.split_last()?;
    let mut rest = segment.strip_prefix(first)?.strip_suffix(last)?;
    let mut found = None;
    for (number, literal) in between.iter().enumerate() {
        let (value, after) = rest.split_once(literal)?;
        if number == at {
            found = Some(value);
        }
        rest = after;
    }
    found.or((at == between.len()).then_some(rest))
}

impl<'a> FromIterator<(&'a str, &'a str)> for PathValues<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(values: I) -> Self {
        Self { values: values.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<'a>(pairs: &[(&'a str, &'a str)]) -> PathValues<'a> {
        pairs.iter().copied().collect()
    }

    #[test]
    fn a_value_is_parsed_into_the_parameter_s_type() {
        let path = values(&[("id", "7"), ("name", "a/b.c")]);
        assert_eq!(path.get::<i64>("id").unwrap(), 7);
        assert_eq!(path.get::<String>("name").unwrap(), "a/b.c");
    }

    #[test]
    fn a_part_of_a_segment() {
        let path = values(&[("a", "v1.x-y.json")]);
        let get = |literals: &[&str], at| path.get_part::<String>("b", "a", literals, at);
        assert_eq!(get(&["v1.", ".json"], 0).unwrap(), "x-y");
        assert_eq!(get(&["v1.", "-", ".json"], 0).unwrap(), "x");
        assert_eq!(get(&["v1.", "-", ".json"], 1).unwrap(), "y");
        assert_eq!(
            get(&["", "."], 0).unwrap_err().to_string(),
            "path parameters: the path is not of this address"
        );
        assert!(get(&["v2.", ""], 0).is_err());
        assert!(get(&["v1.x-y.json", ""], 0).unwrap_err().to_string().contains("empty"));
        // The texts may not share characters: `aba` is not `ab` and `ba`.
        assert!(values(&[("a", "aba")]).get_part::<String>("b", "a", &["ab", "ba"], 0).is_err());
    }

    #[test]
    fn the_innermost_of_two_parameters_with_one_name_counts() {
        assert_eq!(values(&[("id", "outer"), ("id", "inner")]).get::<String>("id").unwrap(), "inner");
    }

    #[test]
    fn an_error_names_the_parameter_and_what_its_type_says() {
        let error = values(&[("id", "x")]).get::<i64>("id").unwrap_err();
        assert_eq!(error.to_string(), "path parameter `id`: invalid digit found in string");
        let error = values(&[("id", "")]).get::<String>("id").unwrap_err();
        assert_eq!(error.to_string(), "path parameter `id`: the value is empty");
        let error = values(&[]).get::<i64>("id").unwrap_err();
        assert_eq!(error.to_string(), "path parameter `id`: the route does not have it");
    }
}
