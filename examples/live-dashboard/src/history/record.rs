//! What is in the file: an event stream, which `cat` shows and every parser of event streams reads. What
//! an event stream has no place for is in its comments.
//!
//! ```text
//! : run 3f9c02a4d1 from 1
//!
//! : topic "/alerts/info"
//! id: 3f9c02a4d1.1
//! event: raised
//! data: {…}
//!
//! ```
//!
//! A blank line ends each record and is nowhere else, so a record that a crash has cut off is one without it.

use std::fmt::Write as _;

use asyncapi_runtime::hub::EventId;

use super::epochs::Run;

/// One record of the file.
#[derive(Debug, PartialEq)]
pub(super) enum Record<'a> {
    /// A process began to write.
    Run(Run),
    /// The events of a topic up to this number are not in the file any more.
    Gone { topic: String, number: u64 },
    /// An event, with its id and the blank line at its end.
    Event { topic: String, number: u64, frame: &'a [u8] },
}

/// The record of a run.
pub(super) fn run(run: &Run) -> String {
    format!(": run {} from {}\n\n", run.epoch, run.first)
}

/// The record that tells up to which number a topic's events are gone.
pub(super) fn gone(topic: &str, number: u64) -> String {
    format!(": gone {number} of {}\n\n", quoted(topic))
}

/// What comes before an event's own lines.
pub(super) fn topic(topic: &str) -> String {
    let mut line = String::with_capacity(topic.len() + 16);
    let _ = writeln!(line, ": topic {}", quoted(topic));
    line
}

/// Any text in one line.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The next record of what a file holds, and the rest: `None` at its end, or where a record is cut off.
///
/// # Errors
/// When it is no record: the file is another program's, or has been changed.
pub(super) fn next(bytes: &[u8]) -> Result<Option<(Record<'_>, &[u8])>, String> {
    let Some(end) = bytes.windows(2).position(|pair| pair == b"\n\n") else { return Ok(None) };
    let (record, rest) = bytes.split_at(end + 2);
    match read(record) {
        Some(record) => Ok(Some((record, rest))),
        None => Err(String::from_utf8_lossy(record).chars().take(80).collect()),
    }
}

fn read(record: &[u8]) -> Option<Record<'_>> {
    let end = record.iter().position(|byte| *byte == b'\n')?;
    let (line, frame) = record.split_at(end + 1);
    let (kind, rest) = std::str::from_utf8(line).ok()?.trim_end().strip_prefix(": ")?.split_once(' ')?;
    Some(match kind {
        "run" => {
            let (epoch, first) = rest.split_once(" from ")?;
            // An epoch becomes part of ids.
            EventId::new(epoch).ok()?;
            let first = first.parse().ok().filter(|first| *first > 0)?;
            Record::Run(Run { epoch: epoch.to_owned(), first })
        }
        "gone" => {
            let (number, topic) = rest.split_once(" of ")?;
            Record::Gone { topic: serde_json::from_str(topic).ok()?, number: number.parse().ok()? }
        }
        "topic" => {
            let id = frame.strip_prefix(b"id: ")?.split(|byte| *byte == b'\n').next()?;
            let number = std::str::from_utf8(id).ok()?.rsplit_once('.')?.1.parse().ok()?;
            Record::Event { topic: serde_json::from_str(rest).ok()?, number, frame }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_out_as_they_went_in() {
        let began = Run { epoch: "3f9c".to_owned(), first: 7 };
        let name = "a \"b\"\n\n\0é";
        let mut file = run(&began) + &gone(name, 5) + &topic(name);
        let frame = "id: 3f9c.7\nevent: x\ndata: id: 8\n\n";
        file += frame;
        let (first, rest) = next(file.as_bytes()).unwrap().unwrap();
        assert_eq!(first, Record::Run(began));
        let (second, rest) = next(rest).unwrap().unwrap();
        assert_eq!(second, Record::Gone { topic: name.to_owned(), number: 5 });
        let (third, rest) = next(rest).unwrap().unwrap();
        assert_eq!(third, Record::Event { topic: name.to_owned(), number: 7, frame: frame.as_bytes() });
        assert_eq!(next(rest), Ok(None));
        for cut in 1..frame.len() {
            assert_eq!(next(&file.as_bytes()[file.len() - frame.len()..file.len() - cut]), Ok(None));
        }
    }

    #[test]
    fn what_is_no_record_is_told() {
        for other in [
            "data: 1\n\n",
            "{}\n\n",
            ": run a b from 1\n\n",
            ": run a from 0\n\n",
            ": topic \"t\"\n\n",
            "\n\n",
        ] {
            assert!(next(other.as_bytes()).is_err(), "{other:?}");
        }
    }
}
