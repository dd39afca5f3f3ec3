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
        let found = self.values.iter().rev().find(|(key, _)| *key == name);
        let (_, value) = found.ok_or_else(|| ParameterError::missing(name))?;
        if value.is_empty() {
            return Err(ParameterError::empty(name));
        }
        value.parse().map_err(|error| ParameterError::invalid(name, &error))
    }
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
