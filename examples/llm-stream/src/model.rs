//! A stand-in for a language model: it knows a few paragraphs, and how to take its time.
//!
//! The same question always has the same answer. So nothing has to be kept for a client that comes back, even to another
//! process; a real service keeps the pieces that it has sent for as long as someone may come back for them.

use crate::{CompletionsMessage, Delta, Done, Finish, FinishFinishReason, Usage};

const PARAGRAPHS: [&str; 5] = [
    "A server that has something to say keeps the response of one ordinary GET request open, and writes to it whenever there \
     is news. The format is text: a few lines for an event, an empty line behind it. That is all there is on the wire, and \
     every proxy, log and terminal can show it.",
    "The browser has had a client for it all along: EventSource. It gives the page one event after the other and, when the \
     connection breaks, connects again by itself. The id of the last event goes with the new request, so a careful server \
     goes on behind it. Nothing is lost, nothing comes twice – even in the middle of a sentence like this one.",
    "Language models write one piece after the other, and people like to read while they write. So their APIs answer with a \
     stream of events: each holds a small delta of the text, the last ones say why it ended and what it took. Then comes a \
     line that is no JSON at all, [DONE], and a client that knows it does not connect again. 🦀",
    "Whoever stops reading stops the writing. When the page closes its stream, the server notices; the handler is dropped \
     where it waits, and with it the work that nobody wants any more. On a machine that costs money by the second it would \
     be naïve to go on.",
    "It is no socket: events go one way only. What the client has to say it says with other requests, which HTTP/2 carries \
     on the same connection. For a chat, a ticker, a progress bar or a log that is plenty, and there is much less that can \
     go wrong.",
];

/// How many paragraphs an answer has.
const LENGTH: usize = 3;

/// An answer, in pieces.
pub(crate) struct Answer {
    prompt: usize,
    pieces: Vec<String>,
}

impl Answer {
    pub(crate) fn to(prompt: &str) -> Self {
        let first = prompt.bytes().map(usize::from).sum::<usize>();
        let mut text = format!("You ask: “{prompt}”");
        for paragraph in PARAGRAPHS.iter().cycle().skip(first % PARAGRAPHS.len()).take(LENGTH) {
            text.push_str("\n\n");
            text.push_str(paragraph);
        }
        Self { prompt: pieces(prompt).len(), pieces: pieces(&text) }
    }

    /// How many pieces of text there are. Behind them come two more events.
    pub(crate) fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// The place of the last event, `[DONE]`.
    pub(crate) fn end(&self) -> usize {
        self.pieces() + 1
    }

    /// Every event, each at its place.
    pub(crate) fn messages(&self) -> impl Iterator<Item = (usize, CompletionsMessage)> {
        let delta = |(index, delta): (u64, &String)| Delta { index, delta: delta.clone() }.into();
        let usage = Usage { prompt_tokens: count(self.prompt), completion_tokens: count(self.pieces()) };
        let finish = Finish::new(FinishFinishReason::Stop, usage);
        (0..).zip(&self.pieces).map(delta).chain([finish.into(), Done.into()]).enumerate()
    }
}

fn count(pieces: usize) -> u64 {
    u64::try_from(pieces).unwrap_or(u64::MAX)
}

/// Words with the white space behind them. Long ones are several pieces, as the tokens of a model are.
fn pieces(text: &str) -> Vec<String> {
    let words = text.split_inclusive(char::is_whitespace).map(|word| word.chars().collect::<Vec<_>>());
    words.flat_map(|word| word.chunks(6).map(String::from_iter).collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_its_pieces() {
        assert_eq!(pieces("some characters\n\nfit"), ["some ", "charac", "ters\n", "\n", "fit"]);
        assert_eq!(pieces(""), [""; 0]);
        let answer = Answer::to("Why?");
        assert!(answer.pieces.concat().starts_with("You ask: “Why?”\n\n"));
        assert_eq!(answer.messages().last().map(|(place, _)| place), Some(answer.end()));
    }

    #[test]
    fn the_same_question_has_the_same_answer() {
        assert_eq!(Answer::to("a").pieces, Answer::to("a").pieces);
        assert_ne!(Answer::to("a").pieces[8..], Answer::to("b").pieces[8..]);
    }
}
