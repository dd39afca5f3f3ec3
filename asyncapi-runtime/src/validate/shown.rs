//! [`Shown`]: values as the JSON text that violations quote.

use std::fmt;
use std::io;

use serde::Serialize;

/// How many characters of a value a violation quotes.
const CHARACTERS: usize = 120;

/// A value that a violation can quote; behind `dyn`, so that reporting is not generic.
pub(super) trait Shown {
    /// The value as JSON, cut where it is long.
    fn shown(&self) -> String;
}

impl<T: Serialize + ?Sized> Shown for T {
    fn shown(&self) -> String {
        let mut text = Beginning { bytes: Vec::new() };
        // It fails on purpose as soon as there is enough: a value may be large, and is not written out for this.
        // What a value that cannot be serialised leaves is as good as anything.
        let _ = serde_json::to_writer(&mut text, self);
        cut(String::from_utf8_lossy(&text.bytes).into_owned())
    }
}

/// A number that JSON does not have, by its Rust name.
pub(super) struct NotFinite(pub(super) f64);

impl Shown for NotFinite {
    fn shown(&self) -> String {
        self.0.to_string()
    }
}

/// Takes the first bytes: enough for the characters to show, even if each has four.
struct Beginning {
    bytes: Vec<u8>,
}

impl io::Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = (CHARACTERS + 1) * 4 - self.bytes.len();
        if room == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        let taken = &bytes[..bytes.len().min(room)];
        self.bytes.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The first characters of a text, and whether there were more of them as an ellipsis.
pub(super) fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(CHARACTERS) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// A text as a JSON string.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self.0).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_json() {
        assert_eq!("a\"b\n".shown(), r#""a\"b\n""#);
        assert_eq!(json!({ "a": [1, 2.5, null] }).shown(), r#"{"a":[1,2.5,null]}"#);
        assert_eq!(Option::<i64>::None.shown(), "null");
        assert_eq!(NotFinite(f64::NAN).shown(), "NaN");
    }

    #[test]
    fn long_values_are_cut_by_characters() {
        for character in ["a", "é", "名", "😀"] {
            let whole = character.repeat(118);
            assert_eq!(whole.shown(), format!("\"{whole}\""));
            assert_eq!(character.repeat(119).shown(), format!("\"{}…", character.repeat(119)));
            assert_eq!(character.repeat(10_000).shown(), format!("\"{}…", character.repeat(119)));
        }
        assert_eq!(vec![1; 1_000_000].shown(), format!("[{}…", &"1,".repeat(60)[..119]));
    }
}
