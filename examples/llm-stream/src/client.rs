//! The typed client: prints an answer as it comes.

use std::io::{self, Write as _};

use crate::{CompletionsMessage, CompletionsParameters, listen_for_completions};

/// Ends with `[DONE]`: the document calls that message terminal. A connection that is lost before is made again, behind
/// the last piece that has come.
pub(crate) async fn listen(url: String, prompt: String) -> io::Result<()> {
    let mut events = listen_for_completions(CompletionsParameters { prompt }, url);
    let mut output = io::stdout();
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => match event.message {
                CompletionsMessage::Delta(piece) => write!(output, "{}", piece.delta)?,
                CompletionsMessage::Finish(finish) => {
                    writeln!(output)?;
                    eprintln!("({}, {} tokens)", finish.finish_reason, finish.usage.completion_tokens);
                }
                CompletionsMessage::Done(_) => {}
            },
            Err(error) if error.is_fatal() => return Err(io::Error::other(error)),
            Err(error) => eprintln!("\n({error})"),
        }
        output.flush()?;
    }
    Ok(())
}
