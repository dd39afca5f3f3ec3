//! From a parsed event to a typed message: what generated `Channel::decode` calls.

use std::fmt;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;

use crate::Violations;
use crate::printable::{Printable, Quoting, cut};

/// A message that an event may be: its name, and how its data is decoded.
pub type Candidate<'a, M> = (&'static str, fn(&RawEvent<'a>) -> Result<M, DecodeError>);

/// One event as it came off the wire, before its data is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawEvent<'a> {
    name: &'a str,
    data: &'a str,
}

impl<'a> RawEvent<'a> {
    /// An event with this `event:` name (empty for none) and data.
    pub fn new(name: &'a str, data: &'a str) -> Self {
        Self { name, data }
    }

    /// The event's type: the `event:` line, or `message` where there was none (rule P-5).
    pub fn name(&self) -> &'a str {
        if self.name.is_empty() { "message" } else { self.name }
    }

    /// The event's data: its `data:` lines joined by LF.
    pub fn data(&self) -> &'a str {
        self.data
    }

    /// Decodes the data as JSON.
    ///
    /// # Errors
    /// When the data is not JSON, or not of the type.
    pub fn json<T: Deserialize<'a>>(&self) -> Result<T, DecodeError> {
        serde_json::from_str(self.data).map_err(|error| DecodeError { kind: Kind::Json(error) })
    }

    /// The data as text, for messages whose content type is `text/plain`.
    ///
    /// # Errors
    /// None: it is a `Result` so that it stands where [`json`](Self::json) does.
    pub fn text(&self) -> Result<String, DecodeError> {
        Ok(self.data.to_owned())
    }

    /// The data as a string with a type of its own, such as a constant; in quotes it is taken for JSON.
    ///
    /// # Errors
    /// When the text is not one of the type's.
    pub fn text_as<T: Deserialize<'a>>(&self) -> Result<T, DecodeError> {
        let text: StrDeserializer<'_, serde_json::Error> = self.data.into_deserializer();
        T::deserialize(text).or_else(|error| match serde_json::from_str(self.data) {
            Ok(value) => Ok(value),
            Err(_) => Err(DecodeError { kind: Kind::Json(error) }),
        })
    }

    /// Decodes by the one candidate that accepts the data: AsyncAPI says that a message is valid against one
    /// and only one message of its channel, so a stream whose names are not the document's is still read.
    ///
    /// # Errors
    /// An [unknown event](DecodeError::is_unknown_event) when none or several accept it.
    pub fn unique_fit<M>(&self, candidates: &[Candidate<'a, M>]) -> Result<M, DecodeError> {
        self.unique_valid_fit(candidates, |_| Ok(()))
    }

    /// Like [`unique_fit`](Self::unique_fit); where several candidates accept the data, the only one whose message is
    /// valid is taken. `validate` is the channel's [`validate`](crate::Channel::validate).
    ///
    /// # Errors
    /// An [unknown event](DecodeError::is_unknown_event) when none accepts the data, or several do and not just one
    /// of them is valid. A message that is the only one to accept the data is returned, valid or not.
    pub fn unique_valid_fit<M>(
        &self,
        candidates: &[Candidate<'a, M>],
        validate: fn(&M) -> Result<(), Violations>,
    ) -> Result<M, DecodeError> {
        let mut fits = Vec::new();
        let mut misfits = Vec::new();
        for (message, decode) in candidates {
            match decode(self) {
                Ok(value) => fits.push((*message, value)),
                Err(error) => misfits.push((*message, error)),
            }
        }
        if fits.len() > 1 && fits.iter().any(|(_, value)| validate(value).is_ok()) {
            fits.retain(|(_, value)| validate(value).is_ok());
        }
        match fits.pop() {
            Some((_, message)) if fits.is_empty() => Ok(message),
            last => {
                let fits = fits.into_iter().chain(last).map(|(message, _)| message).collect();
                Err(DecodeError { kind: Kind::Unknown { name: self.name().to_owned(), fits, misfits } })
            }
        }
    }
}

/// Why the data of a received event is not a message of the channel.
#[derive(Debug)]
pub struct DecodeError {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Json(serde_json::Error),
    Custom(String),
    Unknown { name: String, fits: Vec<&'static str>, misfits: Vec<(&'static str, DecodeError)> },
}

impl DecodeError {
    /// An error in the words of a [`Channel`](crate::Channel) that is written by hand.
    pub fn custom(reason: impl fmt::Display) -> Self {
        Self { kind: Kind::Custom(reason.to_string()) }
    }

    /// Whether the event's name is none of the channel's, and its data does not tell which message it is.
    pub fn is_unknown_event(&self) -> bool {
        matches!(self.kind, Kind::Unknown { .. })
    }
}

/// What it repeats of the event goes to terminals and logs: control characters are escaped, and it is not long.
impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Json(error) => write!(f, "{}", Quoting(error)),
            Kind::Custom(reason) => write!(f, "{}", Quoting(reason)),
            Kind::Unknown { name, fits, misfits } if fits.is_empty() => {
                let name = Printable(cut(name));
                write!(f, "`{name}` is no event of this channel, and its data fits none of the messages")?;
                for (at, (message, error)) in misfits.iter().enumerate() {
                    write!(f, "{} `{message}`: {error}", if at == 0 { ":" } else { ";" })?;
                }
                Ok(())
            }
            Kind::Unknown { name, fits, .. } => {
                let name = Printable(cut(name));
                write!(f, "`{name}` is no event of this channel, and its data fits several messages: ")?;
                write!(f, "`{}`", fits.join("`, `"))
            }
        }
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Json(error) => Some(error),
            Kind::Custom(_) | Kind::Unknown { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Message {
        Number(u32),
        Word(String),
        Long(u64),
    }

    const NUMBER: Candidate<'static, Message> = ("number", |event| event.json().map(Message::Number));
    const WORD: Candidate<'static, Message> = ("word", |event| event.json().map(Message::Word));
    const LONG: Candidate<'static, Message> = ("long", |event| event.json().map(Message::Long));

    #[test]
    fn p_5_an_event_without_a_name_is_called_message() {
        assert_eq!(RawEvent::new("", "x").name(), "message");
        assert_eq!(RawEvent::new("e", "x").name(), "e");
    }

    #[test]
    fn the_one_message_that_fits_is_taken() {
        let event = RawEvent::new("", "\"a\"");
        assert_eq!(event.unique_fit(&[NUMBER, WORD]).unwrap(), Message::Word("a".to_owned()));
    }

    #[test]
    fn c_29_none_or_several_that_fit_are_an_unknown_event() {
        let none = RawEvent::new("e", "true").unique_fit(&[NUMBER, WORD]).unwrap_err();
        assert!(none.is_unknown_event());
        assert!(
            none.to_string().starts_with("`e` is no event of this channel, and its data fits none"),
            "{none}"
        );
        let several = RawEvent::new("e", "1").unique_fit(&[NUMBER, LONG, WORD]).unwrap_err();
        assert!(several.is_unknown_event());
        assert!(several.to_string().ends_with("several messages: `number`, `long`"), "{several}");
    }

    #[test]
    fn what_is_repeated_of_an_event_is_escaped_and_cut() {
        #[derive(Debug, Deserialize)]
        enum Word {}
        let bad = format!("\u{1b}[2J\n{}", "x".repeat(100_000));
        let data = format!("\"\\u001b[2J\\n{}\"", "x".repeat(100_000));
        let word: Candidate<'_, Word> = ("word", |event| event.json());
        let number: Candidate<'_, u64> = ("number", |event| event.json());
        for error in [
            RawEvent::new(&bad, "1").unique_fit::<Word>(&[word]).unwrap_err(),
            RawEvent::new("e", &data).unique_fit::<Word>(&[word, word]).unwrap_err(),
            RawEvent::new("e", &data).json::<Word>().unwrap_err(),
            RawEvent::new(&bad, "1").unique_fit::<u64>(&[number, number]).unwrap_err(),
            DecodeError::custom(&bad),
        ] {
            let text = error.to_string();
            assert!(text.len() < 3000 && !text.contains(char::is_control), "{text}");
        }
    }

    #[test]
    fn of_several_that_fit_the_only_valid_one_is_taken() {
        fn small(message: &Message) -> Result<(), Violations> {
            match message {
                Message::Number(number) if *number > 9 => Err(Violations::default()),
                _ => Ok(()),
            }
        }
        let fit = |data, candidates: &[_]| RawEvent::new("e", data).unique_valid_fit(candidates, small);
        assert_eq!(fit("10", &[NUMBER, LONG, WORD]).unwrap(), Message::Long(10));
        assert_eq!(fit("10", &[LONG, NUMBER]).unwrap(), Message::Long(10));
        // That it is not valid is for the listener to tell.
        assert_eq!(fit("10", &[NUMBER, WORD]).unwrap(), Message::Number(10));
        let several = fit("9", &[NUMBER, LONG]).unwrap_err();
        assert!(several.to_string().ends_with("several messages: `number`, `long`"), "{several}");
        let none = fit("10", &[NUMBER, NUMBER]).unwrap_err();
        assert!(none.to_string().ends_with("several messages: `number`, `number`"), "{none}");
    }

    #[test]
    fn bad_data_is_no_unknown_event() {
        let error = RawEvent::new("", "{").json::<u32>().unwrap_err();
        assert!(!error.is_unknown_event() && std::error::Error::source(&error).is_some());
        assert_eq!(DecodeError::custom("no").to_string(), "no");
    }
}
