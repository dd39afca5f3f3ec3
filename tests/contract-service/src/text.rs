//! [`Text`]: a channel of any text, on whatever URL a harness names.

use asyncapi_runtime::Channel;
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};

/// Events of every name, their data as it is.
pub(crate) struct Text;

impl Channel for Text {
    type Message = String;
    type Parameters = ();
    const ID: &'static str = "text";
    // The base URL is the stream's own: there is nothing to put behind it.
    const ADDRESS: &'static str = "";
    const ROUTE: &'static str = "";

    fn encode(message: &String, event: &mut EventWriter) -> Result<(), EncodeError> {
        event.text(message);
        Ok(())
    }

    fn decode(event: &RawEvent<'_>) -> Result<String, DecodeError> {
        event.text()
    }
}
