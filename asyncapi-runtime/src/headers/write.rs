//! From a struct to the headers of a request.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::{HeaderError, HeaderKind, MessageHeaders};

/// Writes the headers, without validating them.
pub(super) fn write<T: MessageHeaders>(headers: &T) -> Result<HeaderMap, HeaderError> {
    // The text of the error may quote a value.
    let object = match serde_json::to_value(headers) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return Err(HeaderError::write(None, "they are not an object")),
        Err(_) => return Err(HeaderError::write(None, "they cannot be serialised")),
    };
    let mut map = HeaderMap::with_capacity(object.len());
    for (name, value) in &object {
        let kind = T::NAMES.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind);
        let Some(text) = text(value, kind) else { continue };
        let problem = |problem| HeaderError::write(Some(name), problem);
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| problem("the name is none of a header: it has letters, digits and `-` only"))?;
        if text.trim_matches([' ', '\t']) != text {
            return Err(problem("the value starts or ends with white space, which HTTP removes"));
        }
        let value = HeaderValue::try_from(text)
            .map_err(|_| problem("the value has control characters, which a header cannot hold"))?;
        map.append(header, value);
    }
    Ok(map)
}

/// The value as a header holds it; `None` for no header.
fn text(value: &Value, kind: Option<HeaderKind>) -> Option<String> {
    match (value, kind) {
        (Value::Null, _) => None,
        // The one control character that JSON does not escape.
        (value, Some(HeaderKind::Json)) => Some(value.to_string().replace('\u{7f}', "\\u007f")),
        (Value::String(text), _) => Some(text.clone()),
        // Numbers and booleans are in JSON what they are in a header.
        (value, _) => Some(value.to_string()),
    }
}
