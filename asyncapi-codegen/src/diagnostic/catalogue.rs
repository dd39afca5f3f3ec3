//! Every message this crate has, a constructor each: the one place to read, compare and improve them.
//!
//! Titles are lower case without a full stop and name things as the specification does. The label under the
//! caret says what is wrong there; `help` is something to paste or do.

use std::path::Path;

use super::{Diagnostic, did_you_mean, suggestion};
use crate::document::Address;
use crate::source::{Failure, Span};
use crate::spec::Object;
use crate::tree::{Key, Node, Value};

// ---- files ----------------------------------------------------------------------------------------------

/// `written` is the path as the macro call has it.
pub(crate) fn document_unreadable(written: &str, path: &Path, failure: &Failure) -> Diagnostic {
    match failure {
        Failure::NotFound { siblings } => {
            Diagnostic::error("file-not-found", format!("cannot find the AsyncAPI document `{written}`"))
                .help(similar_file(path, siblings))
                .note(format!("looked for {}", path.display()))
                .note("paths are relative to the directory of the crate's Cargo.toml")
        }
        Failure::TooLarge { limit } => too_large(written, *limit),
        Failure::Unreadable { reason } => Diagnostic::error(
            "file-unreadable",
            format!("cannot read the AsyncAPI document `{written}`: {reason}"),
        ),
    }
}

pub(crate) fn ref_file_unreadable(span: Span, written: &str, path: &Path, failure: &Failure) -> Diagnostic {
    match failure {
        Failure::NotFound { siblings } => {
            Diagnostic::error("unresolved-ref", format!("cannot find the referenced file `{written}`"))
                .at(span, "no such file")
                .help(similar_file(path, siblings))
                .note(format!("looked for {}", path.display()))
        }
        Failure::TooLarge { limit } => too_large(written, *limit).at(span, ""),
        Failure::Unreadable { reason } => Diagnostic::error(
            "unresolved-ref",
            format!("cannot read the referenced file `{written}`: {reason}"),
        )
        .at(span, ""),
    }
}

pub(crate) fn too_many_files(span: Span) -> Diagnostic {
    Diagnostic::error("too-many-files", "the document refers to more than 1000 files")
        .at(span, "this one is not read")
}

fn too_large(name: &str, limit: usize) -> Diagnostic {
    let limit = limit / (1024 * 1024);
    Diagnostic::error("file-too-large", format!("`{name}` is larger than {limit} MiB"))
}

fn similar_file(path: &Path, siblings: &[String]) -> String {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let specs = || {
        siblings
            .iter()
            .map(String::as_str)
            .filter(|name| [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending)))
    };
    match suggestion(name, siblings.iter().map(String::as_str)) {
        Some(near) => format!("a file with a similar name exists: `{near}`"),
        None if specs().next().is_some() => {
            let names: Vec<_> = specs().take(6).map(|name| format!("`{name}`")).collect();
            format!("the directory has {}", names.join(", "))
        }
        None => "check the path".to_owned(),
    }
}

// ---- YAML -----------------------------------------------------------------------------------------------

/// `open` is the bracket or quote that has no partner.
pub(crate) fn yaml_syntax(span: Span, reason: &str, tab: bool, open: Option<(Span, char)>) -> Diagnostic {
    let diagnostic = Diagnostic::error("yaml-syntax", format!("the YAML is malformed: {reason}"))
        .at(span, if tab { "a tab stands here" } else { "the error is noticed here" });
    let diagnostic = match open {
        Some((open, bracket)) if open.start == span.start => {
            diagnostic.at(open, format!("this `{bracket}` is never closed"))
        }
        Some((open, bracket)) => diagnostic.also(open, format!("this `{bracket}` is still open")),
        None => diagnostic,
    };
    if tab { diagnostic.help("indent with spaces: YAML does not allow tabs there") } else { diagnostic }
}

pub(crate) fn several_documents(span: Span) -> Diagnostic {
    Diagnostic::error("several-documents", "the file holds more than one YAML document")
        .at(span, "a second document starts here")
        .help("remove the `---` or keep each document in a file of its own")
}

pub(crate) fn empty_document(span: Span) -> Diagnostic {
    Diagnostic::error("empty-document", "the file is empty")
        .at(span, "")
        .help("an AsyncAPI document starts with `asyncapi: 3.0.0`")
}

pub(crate) fn duplicate_key(first: &Key, later: &Key) -> Diagnostic {
    Diagnostic::error("duplicate-key", format!("the key `{}` is given twice", later.name))
        .at(later.span, "given again here")
        .also(first.span, "given first here")
}

pub(crate) fn key_not_scalar(span: Span) -> Diagnostic {
    Diagnostic::error("key-not-scalar", "a key must be a string").at(span, "this is a list or an object")
}

pub(crate) fn unsupported_tag(span: Span, tag: &str) -> Diagnostic {
    Diagnostic::error("unsupported-tag", format!("the YAML tag `{tag}` does not fit here"))
        .at(span, "AsyncAPI documents hold what JSON can hold")
        .help(format!("remove `{tag}`"))
}

pub(crate) fn recursive_alias(span: Span) -> Diagnostic {
    Diagnostic::error("recursive-alias", "the YAML alias refers to something that contains it")
        .at(span, "this would never end")
        .help("use a `$ref` for a recursive schema")
}

pub(crate) fn too_many_aliased_nodes(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error(
        "too-many-aliased-nodes",
        format!("the YAML aliases expand to more than {limit} values"),
    )
    .at(span, "with this one")
    .help("use `$ref` where many places share a definition")
}

pub(crate) fn aliases_too_deep(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error("aliases-too-deep", format!("the YAML aliases nest values more than {limit} deep"))
        .at(span, "with this one")
        .help("use `$ref` where many places share a definition")
}

// ---- version --------------------------------------------------------------------------------------------

pub(crate) fn not_a_document(span: Span) -> Diagnostic {
    Diagnostic::error("not-a-document", "this is no AsyncAPI document")
        .at(span, "an object is expected here")
        .help("an AsyncAPI document starts with `asyncapi: 3.0.0`")
}

pub(crate) fn missing_version(span: Span) -> Diagnostic {
    Diagnostic::error("missing-version", "the document does not say which AsyncAPI version it follows")
        .at(span, "the field `asyncapi` is missing")
        .help("start the document with `asyncapi: 3.0.0`")
}

pub(crate) fn openapi_document(span: Span, key: &str) -> Diagnostic {
    Diagnostic::error("openapi-document", "this is an OpenAPI document, not an AsyncAPI document")
        .at(span, format!("`{key}` is OpenAPI's"))
        .help("event streams are described by AsyncAPI: https://www.asyncapi.com/docs")
}

pub(crate) fn unsupported_version(span: Span, version: &str) -> Diagnostic {
    Diagnostic::error("unsupported-version", format!("AsyncAPI {version} is not supported"))
        .at(span, "2.0 to 2.6, 3.0 and 3.1 are")
        .help("write `asyncapi: 3.0.0` if the document follows that version")
}

pub(crate) fn malformed_version(span: Span, version: &str) -> Diagnostic {
    Diagnostic::error("malformed-version", "`asyncapi` must be a version such as `3.0.0`")
        .at(span, format!("this is `{version}`"))
        .help("write `asyncapi: 3.0.0`")
}

pub(crate) fn version_not_quoted(span: Span, version: &str) -> Diagnostic {
    Diagnostic::error("wrong-type", "`asyncapi` must be a string, found a number")
        .at(span, "YAML reads this as a number")
        .help(format!("write all three parts: `asyncapi: {version}.0`"))
}

// ---- shape ----------------------------------------------------------------------------------------------

pub(crate) fn unknown_field(key: &Key, object: &'static Object, subject: &str, minor: u8) -> Diagnostic {
    let diagnostic = Diagnostic::error("unknown-field", format!("unknown field `{}` in {subject}", key.name))
        .at(key.span, format!("{} has no such field", object.with_article()));
    if let Some(field) = object.field(&key.name) {
        return diagnostic.help(if minor < field.since {
            format!("AsyncAPI 2.{0} was the first to have it: write `asyncapi: 2.{0}.0`", field.since)
        } else {
            format!("AsyncAPI 3.{} was the last to have it", field.until)
        });
    }
    match key.name.as_str() {
        "publish" | "subscribe" if object.name == "channel" => diagnostic
            .help("this is AsyncAPI 2.x: in 3.x an entry under `operations` has `action: send` or `receive`"),
        "schema" if object.name == "parameter" => diagnostic
            .help("this is AsyncAPI 2.x: a 3.x parameter is a string, with `enum`, `default` and `examples`"),
        "schemaFormat" if object.name == "message" => {
            diagnostic.help("this is AsyncAPI 2.x: in 3.x write `payload: {schemaFormat: …, schema: …}`")
        }
        "url" if object.name == "server" => {
            diagnostic.help("this is AsyncAPI 2.x: in 3.x write `host:`, `protocol:` and `pathname:`")
        }
        "tags" | "externalDocs" if object.name == "AsyncAPI document" => {
            diagnostic.help(format!("this is AsyncAPI 2.x: in 3.x `{}` stands under `info`", key.name))
        }
        name => {
            let fields = object.fields.iter().filter(|field| field.is_in(minor)).map(|field| field.name);
            let what = format!("{} has", object.with_article());
            let own = format!("a field of your own starts with `x-`: `x-{name}`");
            diagnostic.help(did_you_mean(&what, name, fields).unwrap_or(own))
        }
    }
}

pub(crate) fn missing_field(span: Span, field: &str, object: &'static Object, subject: &str) -> Diagnostic {
    Diagnostic::error("missing-field", format!("{subject} lacks the field `{field}`"))
        .at(span, format!("{} must have `{field}`", object.with_article()))
        .maybe_help(match field {
            "action" => Some("write `action: send` or `action: receive`".to_owned()),
            "channel" => Some("write `channel: {$ref: '#/channels/…'}`".to_owned()),
            _ => None,
        })
}

pub(crate) fn wrong_type(node: &Node, subject: &str, expected: &str, written: &str) -> Diagnostic {
    let title = format!("{subject} must be {expected}, found {}", node.describe());
    let scalar = matches!(node.value, Value::Bool(_) | Value::Int(_) | Value::Float(_));
    let quote = scalar && expected.starts_with("a string") && !written.contains('\n');
    let unquote = node.as_str().filter(|text| expected == "a boolean" && matches!(*text, "true" | "false"));
    Diagnostic::error("wrong-type", title)
        .at(node.span, format!("{expected} is expected here"))
        .maybe_help(quote.then(|| format!("quote it: `\"{written}\"`")))
        .maybe_help(unquote.map(|text| format!("without quotes: `{text}`")))
}

pub(crate) fn unknown_word(span: Span, subject: &str, word: &str, words: &[&'static str]) -> Diagnostic {
    Diagnostic::error("unknown-value", format!("`{word}` is no value for {subject}")).at(span, "").maybe_help(
        did_you_mean("one of", word, words.iter().copied())
            .or_else(|| Some(format!("one of: {}", words.join(", ")))),
    )
}

pub(crate) fn missing_field_of(span: Span, field: &str, subject: &str) -> Diagnostic {
    Diagnostic::error("missing-field", format!("{subject} lacks the field `{field}`")).at(span, "")
}

pub(crate) fn malformed_text(span: Span, subject: &str, (what, example): (&str, &str)) -> Diagnostic {
    Diagnostic::error("malformed-value", format!("{subject} must be {what}"))
        .at(span, "")
        .help(format!("such as `{example}`"))
}

pub(crate) fn malformed_key(key: &Key, subject: &str, characters: &str) -> Diagnostic {
    Diagnostic::error("malformed-name", format!("`{}` cannot be a name in {subject}", key.name))
        .at(key.span, format!("{characters} make a name"))
}

pub(crate) fn name_twice(span: Span, name: &str, subject: &str, first: Span) -> Diagnostic {
    Diagnostic::error("duplicate-name", format!("{subject} has `{name}` twice"))
        .at(span, "the second")
        .also(first, "the first")
}

// ---- servers and security -------------------------------------------------------------------------------

pub(crate) fn server_variable_undefined(span: Span, server: &str, variable: &str) -> Diagnostic {
    Diagnostic::error(
        "server-variable-undefined",
        format!("{server} uses variable `{variable}` but does not define it"),
    )
    .at(span, "not defined in `variables`")
    .help(format!("add `variables: {{{variable}: {{description: …}}}}`"))
}

pub(crate) fn server_variable_unused(key: &Key, server: &str) -> Diagnostic {
    Diagnostic::warning(
        "server-variable-unused",
        format!("{server} defines variable `{}` but does not use it", key.name),
    )
    .at(key.span, "not in the URL")
}

pub(crate) fn server_is_no_base(span: Span, server: &str, why: &str) -> Diagnostic {
    Diagnostic::warning(
        "server-is-no-base",
        format!("the URL of server `{server}` cannot be the base URL of a client"),
    )
    .at(span, why)
    .note("nothing is generated for the server; its channels are")
}

pub(crate) fn default_not_in_enum(span: Span, subject: &str, default: &str, values: &[&str]) -> Diagnostic {
    Diagnostic::error(
        "default-not-in-enum",
        format!("the default `{default}` of {subject} is not among its values"),
    )
    .at(span, "")
    .maybe_help(did_you_mean("its values are", default, values.iter().copied()))
}

pub(crate) fn server_undefined(span: Span, channel: &str, server: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::error(
        "server-undefined",
        format!("channel `{channel}` names server `{server}`, which is not defined"),
    )
    .at(span, "not in `servers`")
    .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
}

pub(crate) fn channel_server_not_root(span: Span, channel: &str) -> Diagnostic {
    Diagnostic::error(
        "channel-server-not-root",
        format!("channel `{channel}` must name servers under the document's `servers`"),
    )
    .at(span, "this is somewhere else")
}

pub(crate) fn security_scheme_undefined(span: Span, name: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::error("security-scheme-undefined", format!("the security scheme `{name}` is not defined"))
        .at(span, "not in `components/securitySchemes`")
        .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
}

pub(crate) fn security_requirement_of_2x(key: &Key) -> Diagnostic {
    let name = &key.name;
    Diagnostic::error("unknown-field", format!("`{name}` is no field of a security scheme"))
        .at(key.span, "this is how AsyncAPI 2.x names one")
        .help(format!("in 3.x write `$ref: '#/components/securitySchemes/{name}'`"))
}

pub(crate) fn security_scopes(span: Span, name: &str, kind: &str) -> Diagnostic {
    Diagnostic::error(
        "security-scopes",
        format!("the security scheme `{name}` of type `{kind}` has no scopes"),
    )
    .at(span, "this list must be empty")
    .help(format!("write `{name}: []`"))
}

pub(crate) fn security_scope_undefined(span: Span, name: &str, scope: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::error(
        "security-scope-undefined",
        format!("the security scheme `{name}` has no scope `{scope}`"),
    )
    .at(span, "")
    .maybe_help(did_you_mean("its scopes are", scope, known.iter().copied()))
}

// ---- messages, schemas, bindings --------------------------------------------------------------------------

pub(crate) fn headers_not_an_object(span: Span, message: &str) -> Diagnostic {
    Diagnostic::error("headers-not-an-object", format!("the headers of {message} must be an object"))
        .at(span, "headers are names with values")
        .help("write `type: object` with a property for each header")
}

pub(crate) fn example_misfit(span: Span, part: &str, message: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("example-misfit", format!("an example of {message} does not fit its {part}"))
        .at(span, reason)
}

pub(crate) fn default_misfit(span: Span, schema: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("default-misfit", format!("the default of {schema} is not of its type"))
        .at(span, reason)
}

pub(crate) fn default_not_valid(span: Span, schema: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("default-misfit", format!("the default of {schema} is not valid and is not used"))
        .at(span, reason)
}

pub(crate) fn schema_example_misfit(span: Span, schema: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("example-misfit", format!("an example of {schema} does not fit it")).at(span, reason)
}

pub(crate) fn discriminator_type(span: Span, schema: &str, found: &str) -> Diagnostic {
    Diagnostic::error("wrong-type", format!("`discriminator` of {schema} must be a string, found {found}"))
        .at(span, "the name of a property is expected here")
}

pub(crate) fn discriminator_not_required(span: Span, name: &str, defined: bool) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "discriminator-not-required",
        format!("the discriminator `{name}` must be a required property of the schema"),
    );
    if defined {
        diagnostic.at(span, "not in `required`").help(format!("add `required: [{name}]`"))
    } else {
        diagnostic.at(span, "not in `properties`")
    }
}

pub(crate) fn http_binding_type(span: Span) -> Diagnostic {
    Diagnostic::error("http-binding-type", "the http binding has no field `type`")
        .at(span, "version 0.1.0 of the binding was the last to have it")
        .help("remove it: 3.x says with `action` and `reply` what is a request and what a response")
}

pub(crate) fn binding_property(key: &Key, protocol: &str, subject: &str) -> Diagnostic {
    Diagnostic::error("binding-property", format!("the {protocol} binding in {subject} must be empty"))
        .at(key.span, "the binding defines no field here")
}

pub(crate) fn id_twice(span: Span, field: &str, id: &str, first: Span) -> Diagnostic {
    Diagnostic::error("id-twice", format!("the {field} `{id}` is given twice"))
        .at(span, "given again here")
        .also(first, "given first here")
}

pub(crate) fn one_of_with_siblings(key: &Key) -> Diagnostic {
    Diagnostic::error("unknown-field", format!("`{}` cannot stand beside `oneOf`", key.name))
        .at(key.span, "a message is either one, or `oneOf` several")
}

pub(crate) fn reply_address_and_channel(span: Span, operation: &str, address: Span) -> Diagnostic {
    // A warning: the specification's own examples have it.
    Diagnostic::warning(
        "reply-address-twice",
        format!(
            "the reply of operation `{operation}` has an address of its own, and its channel has one too"
        ),
    )
    .at(span, "this is only known at run time")
    .also(address, "so this must be null or absent")
}

pub(crate) fn unknown_keyword(key: &Key, schema: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::warning("unknown-keyword", format!("unknown keyword `{}` in {schema}", key.name))
        .at(key.span, "it says nothing")
        .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
}

pub(crate) fn ignored_sibling(key: &Key) -> Diagnostic {
    Diagnostic::warning("ignored-sibling", format!("`{}` beside a `$ref` is ignored", key.name))
        .at(key.span, "a reference stands for its target as it is")
        .help(format!("write `allOf: [{{$ref: …}}]` with `{}` beside it", key.name))
}

/// Rule M1.
pub(crate) fn protocol_header(key: &Key, message: &str) -> Diagnostic {
    Diagnostic::warning("protocol-header", format!("the headers of {message} define `{}`", key.name))
        .at(key.span, "this is a header of the protocol, not of the application")
}

/// Rule X8.
pub(crate) fn malformed_pattern(span: Span, what: &str, problem: &str) -> Diagnostic {
    Diagnostic::error("malformed-pattern", format!("{what} is no regular expression")).at(span, problem)
}

/// The code of what is an error only where the runtime has no regex engine.
pub(crate) const PATTERN_ENGINE: &str = "pattern-engine";

pub(crate) fn pattern_needs_engine(span: Span, what: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning(PATTERN_ENGINE, format!("{what} needs a regex engine at run time"))
        .at(span, format!("it has {reason}"))
        .help("enable the feature: `asyncapi-runtime = { version = \"0.1\", features = [\"regress\"] }`")
}

/// Rule X3.
pub(crate) fn schema_not_inline(span: Span) -> Diagnostic {
    Diagnostic::error("schema-not-inline", "a schema that is not written in JSON or YAML must be a string")
        .at(span, "its text is expected here")
        .help("write it as a block: `schema: |`")
}

pub(crate) fn binding_version(span: Span, protocol: &str, version: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::warning("binding-version", format!("the {protocol} binding has no version `{version}`"))
        .at(span, "")
        .maybe_help(did_you_mean("its versions are", version, known.iter().copied()))
}

/// Rule C8.
pub(crate) fn location_leads_nowhere(span: Span, channel: &str, parameter: &str) -> Diagnostic {
    Diagnostic::warning(
        "location-leads-nowhere",
        format!("no message of channel `{channel}` has what parameter `{parameter}` is taken from"),
    )
    .at(span, "not in their schemas")
}

pub(crate) fn opaque_schema_format(span: Span) -> Diagnostic {
    Diagnostic::warning("opaque-schema-format", "schemas of this format are not read")
        .at(span, "the payload is taken as any value")
}

// ---- references -----------------------------------------------------------------------------------------

pub(crate) fn remote_ref(span: Span, written: &str) -> Diagnostic {
    let file = written.split(['#', '?']).next().unwrap_or(written);
    let name = file.rsplit('/').find(|part| !part.is_empty()).unwrap_or("schema.yaml");
    let fragment = written.find('#').map_or("", |at| &written[at..]);
    Diagnostic::error("remote-ref", format!("cannot follow the reference `{written}`"))
        .at(span, "nothing is fetched over a network while compiling")
        .help(format!("keep a copy beside this document and refer to it: `$ref: './{name}{fragment}'`"))
}

pub(crate) fn malformed_ref(span: Span, written: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("malformed-ref", format!("`{written}` is no valid reference")).at(span, reason)
}

pub(crate) fn cyclic_ref(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error("cyclic-ref", format!("the reference `{written}` leads back to itself"))
        .at(span, "no definition is ever reached")
        .help("give one of the references in the circle a definition of its own")
}

pub(crate) fn unresolved_ref(
    span: Span,
    written: &str,
    found: &[String],
    missing: &str,
    at: &Node,
) -> Diagnostic {
    let escape = |segment: &str| segment.replace('~', "~0").replace('/', "~1");
    let prefix = found.iter().fold(String::new(), |prefix, segment| prefix + "/" + &escape(segment));
    let place = if prefix.is_empty() { "the document".to_owned() } else { format!("`#{prefix}`") };
    let place = if written.starts_with('#') { place } else { place.replace("the document", "the file") };
    let names: Vec<&str> = at.entries().map(|entry| entry.key.name.as_str()).collect();
    let file = written.split('#').next().unwrap_or_default();
    let help = match suggestion(missing, names.iter().copied()) {
        Some(near) => Some(format!("did you mean `{file}#{prefix}/{}`?", escape(near))),
        None if names.is_empty() => None,
        None => did_you_mean("it has", missing, names.iter().copied()),
    };
    Diagnostic::error("unresolved-ref", format!("the reference `{written}` leads nowhere"))
        .at(span, format!("{place} has no `{missing}`"))
        .maybe_help(help)
}

pub(crate) fn reference_expected(span: Span, subject: &str) -> Diagnostic {
    Diagnostic::error("reference-expected", format!("{subject} must be a reference"))
        .at(span, "only a `$ref` may stand here")
        .help("define the object under its own key and write `$ref: '#/…'` here")
}

pub(crate) fn ref_to_wrong_kind(span: Span, written: &str, expected: &Object, found: &Object) -> Diagnostic {
    Diagnostic::error(
        "ref-to-wrong-kind",
        format!("the reference `{written}` leads to {}", found.with_article()),
    )
    .at(span, format!("{} is expected here", expected.with_article()))
}

// ---- channels -------------------------------------------------------------------------------------------

pub(crate) fn parameter_undefined<'a>(
    span: Span,
    channel: &str,
    parameter: &str,
    defined: impl Iterator<Item = &'a Key> + Clone,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "parameter-undefined",
        format!("channel `{channel}` uses parameter `{parameter}` in its address but does not define it"),
    )
    .at(span, "not defined in `parameters`");
    let mut keys = defined.clone();
    let similar = suggestion(parameter, defined.map(|key| key.name.as_str()));
    match similar.and_then(|name| keys.find(|key| key.name == name)) {
        Some(key) => {
            diagnostic.also(key.span, format!("a parameter with a similar name exists: `{}`", key.name))
        }
        None => diagnostic.help(format!("add `{parameter}: {{description: …}}` to `parameters`")),
    }
}

pub(crate) fn parameters_missing(span: Span, channel: &str, parameter: &str) -> Diagnostic {
    Diagnostic::warning(
        "parameters-missing",
        format!("channel `{channel}` uses parameter `{parameter}` but has no `parameters`"),
    )
    .at(span, "taken to be a string")
    .help(format!("add `parameters: {{{parameter}: {{description: …}}}}` to the channel"))
}

pub(crate) fn parameter_unused<'a>(
    key: &Key,
    channel: &str,
    address: &Address<'_>,
    names: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let near = suggestion(&key.name, names);
    Diagnostic::error(
        "parameter-unused",
        format!("channel `{channel}` defines parameter `{}` but its address does not use it", key.name),
    )
    .at(key.span, "not in the address")
    .also(address.span, format!("the address is `{}`", address.text))
    .maybe_help(near.map(|near| format!("the address has `{{{near}}}`")))
}

pub(crate) fn parameter_without_address(key: &Key, channel: &str) -> Diagnostic {
    Diagnostic::error(
        "parameter-unused",
        format!("channel `{channel}` defines parameter `{}` but has no address", key.name),
    )
    .at(key.span, "a parameter stands in the address")
}

pub(crate) fn address_query(span: Span, channel: &str, mark: &str) -> Diagnostic {
    let what = if mark == "?" { "query" } else { "fragment" };
    Diagnostic::error("address-query", format!("the address of channel `{channel}` has a {what}"))
        .at(span, format!("an address has no {what}"))
        .help(if mark == "?" {
            "describe query parameters in the operation's `bindings: {http: {query: …}}`"
        } else {
            "remove it"
        })
}

pub(crate) fn address_brace_open(span: Span, address: &str) -> Diagnostic {
    Diagnostic::error("address-braces", format!("the address `{address}` has a `{{` that is never closed"))
        .at(span, "a parameter is written `{name}`")
}

pub(crate) fn address_brace_closed(span: Span, address: &str) -> Diagnostic {
    Diagnostic::error("address-braces", format!("the address `{address}` has a `}}` without its `{{`"))
        .at(span, "a parameter is written `{name}`")
}

pub(crate) fn address_parameter_name(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("address-parameter-name", format!("`{name}` is no name for a parameter"))
        .at(span, "letters, digits, `_` and `-` make a parameter's name")
}

pub(crate) fn address_parameter_twice(span: Span, name: &str) -> Diagnostic {
    Diagnostic::curable_error("address-not-routable", format!("the address uses parameter `{name}` twice"))
        .at(span, "the second time")
        .help("give each place a name of its own")
}

pub(crate) fn address_parameters_touch(span: Span, segment: &str) -> Diagnostic {
    Diagnostic::curable_error(
        "address-not-routable",
        format!("the parameters in `{segment}` touch one another"),
    )
    .at(span, "where one ends and the next begins cannot be told")
    .help("put a character between them that stands in neither")
}

pub(crate) fn address_segment_start(span: Span, segment: &str) -> Diagnostic {
    Diagnostic::curable_error("address-not-routable", format!("`{segment}` cannot be routed"))
        .at(span, "axum reserves a `:` or `*` at the start of a path segment")
        .help("write a parameter as `{name}`")
}

pub(crate) fn address_conflict(span: Span, channel: &str, first: Span, other: &str) -> Diagnostic {
    Diagnostic::curable_error(
        "address-conflict",
        format!("channels `{other}` and `{channel}` answer to the same paths"),
    )
    .at(span, format!("the address of `{channel}`"))
    .also(first, format!("the address of `{other}`"))
    .help("give them different addresses: a router cannot tell them apart")
}

pub(crate) fn no_channel_over_http(span: Span, protocols: &[&str]) -> Diagnostic {
    let protocols: Vec<_> = protocols.iter().map(|protocol| format!("`{protocol}`")).collect();
    Diagnostic::curable_error("no-channel-over-http", "no channel of the document can be served as Server-Sent Events")
        .at(span, format!("the servers of this one speak {}", protocols.join(", ")))
        .help("give the channel a server with `protocol: https` (or http, sse, mercure), or the document no servers")
}

pub(crate) fn address_not_a_path(span: Span, channel: &str, what: &str) -> Diagnostic {
    Diagnostic::curable_error(
        "address-not-routable",
        format!("the address of channel `{channel}` has {what}"),
    )
    .at(span, "an address is a path below the server's URL")
}

pub(crate) fn channel_without_address(key: &Key) -> Diagnostic {
    Diagnostic::warning("channel-without-address", format!("channel `{}` has no address", key.name))
        .at(key.span, "no endpoint is generated for it")
        .help("add `address: …`")
}

pub(crate) fn channel_without_messages(key: &Key) -> Diagnostic {
    Diagnostic::warning("channel-without-messages", format!("channel `{}` has no messages", key.name))
        .at(key.span, "nothing is generated for it")
}

// ---- operations -----------------------------------------------------------------------------------------

pub(crate) fn operation_channel_not_root<'a>(
    span: Span,
    operation: &str,
    channels: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let all: Vec<_> = channels.take(6).map(|name| format!("`#/channels/{name}`")).collect();
    Diagnostic::error(
        "operation-channel-not-root",
        format!("operation `{operation}` must name a channel under the document's `channels`"),
    )
    .at(span, "this is somewhere else")
    .maybe_help((!all.is_empty()).then(|| format!("the document has {}", all.join(", "))))
}

pub(crate) fn operation_message_not_of_channel<'a>(
    span: Span,
    operation: &str,
    channel: &str,
    messages: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let all: Vec<_> = messages.take(6).map(|name| format!("`{channel}/messages/{name}`")).collect();
    Diagnostic::error(
        "operation-message-not-of-channel",
        format!("operation `{operation}` names a message that is not its channel's"),
    )
    .at(span, format!("not under `{channel}/messages`"))
    .maybe_help((!all.is_empty()).then(|| format!("the channel has {}", all.join(", "))))
}

// ---- types ----------------------------------------------------------------------------------------------

pub(crate) fn contradicting_types(span: Span, subject: &str, key: &str, first: Span) -> Diagnostic {
    Diagnostic::curable_error(
        "contradicting-types",
        format!("no value can be of all the types that {subject} has to be of"),
    )
    .at(span, "this type")
    .also(first, "and this one")
    .help(format!("give a type of your own: `replace = {{ {key:?} = serde_json::Value }}`"))
}

pub(crate) fn not_a_rust_type(span: Span, text: &str) -> Diagnostic {
    Diagnostic::curable_error("rust-type", format!("`x-rust-type: {text}` is no Rust type"))
        .at(span, "a path is expected")
        .help("name a type as a `use` would: `x-rust-type: uuid::Uuid`")
}

pub(crate) fn too_many_checks(span: Span, subject: &str, limit: usize) -> Diagnostic {
    Diagnostic::curable_error("too-many-checks", format!("{subject} comes to more than {limit} checks"))
        .at(span, "lists inside lists repeat what is demanded of their items")
        .help("put an object between them")
}

pub(crate) fn too_many_combinations(span: Span, subject: &str, limit: usize) -> Diagnostic {
    Diagnostic::curable_error(
        "too-many-combinations",
        format!("{subject} is one of more than {limit} combinations of schemas under `allOf`"),
    )
    .at(span, "every combination is a type of its own")
    .help("define the property in one of the members alone")
}

pub(crate) fn schemas_too_deep(span: Span, subject: &str, limit: usize) -> Diagnostic {
    Diagnostic::curable_error(
        "schemas-too-deep",
        format!("{subject} stands at the end of more than {limit} schemas, each only the item of the next"),
    )
    .at(span, "the chain is cut here")
    .help("put an object between them")
}

pub(crate) fn recursive_alias_type(span: Span, name: &str) -> Diagnostic {
    Diagnostic::curable_error(
        "recursive-schema",
        format!("schema `{name}` refers to itself without an object between"),
    )
    .at(span, "a Rust type cannot be an alias of itself")
    .help("put the reference into a property of an object")
}

pub(crate) fn text_payload(span: Span, message: &str) -> Diagnostic {
    Diagnostic::curable_error(
        "text-payload",
        format!("message `{message}` is `text/plain`, but its payload is no plain string"),
    )
    .at(span, "`type: string` is expected here")
    .help("set `contentType: application/json` on the message")
}

pub(crate) fn name_collision(
    span: Span,
    what: &str,
    first: Span,
    other: &str,
    name: &str,
    key: &str,
    proposal: &str,
) -> Diagnostic {
    Diagnostic::curable_error(
        "name-collision",
        format!("{other} and {what} would both be called `{name}` in Rust"),
    )
    .at(span, what.to_owned())
    .also(first, other.to_owned())
    .help(format!("give one of them another name: `rename = {{ \"{key}\" = \"{proposal}\" }}`"))
}

pub(crate) fn event_name_invalid(span: Span, name: &str) -> Diagnostic {
    Diagnostic::curable_error("event-name", format!("{name:?} cannot be the name of an event"))
        .at(span, "an event's name has no line break and no NUL, and is not empty")
}

pub(crate) fn event_name_twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::curable_error("event-name", format!("two messages of one channel are sent as event `{name}`"))
        .at(span, "the second")
        .also(first, "the first")
        .help("a receiver could not tell them apart: give one of them `x-sse: {event: …}`")
}

/// The code of what is wrong with `x-sse: {id: …}`.
const EVENT_ID: &str = "event-id";

pub(crate) fn id_malformed(span: Span, message: &str, text: &str) -> Diagnostic {
    let pointer = text.rsplit(['#', '/']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let name = Some(pointer).filter(|name| !name.is_empty() && name.chars().all(plain)).unwrap_or("id");
    Diagnostic::error(EVENT_ID, format!("`id` of message `{message}` must be a runtime expression"))
        .at(span, "it names a place in the payload")
        .help(format!("such as `$message.payload#/{name}`"))
}

pub(crate) fn id_of_header(span: Span, message: &str) -> Diagnostic {
    Diagnostic::error(EVENT_ID, format!("`id` of message `{message}` cannot be taken from its headers"))
        .at(span, "an event has no headers of its own")
        .help("name a property of the payload: `$message.payload#/…`")
}

pub(crate) fn id_pointer_escape(span: Span, message: &str) -> Diagnostic {
    Diagnostic::error(EVENT_ID, format!("`id` of message `{message}` is no JSON pointer"))
        .at(span, "a `~` in a name is written `~0`, a `/` in it `~1`")
}

pub(crate) fn id_leads_nowhere(
    span: Span,
    message: &str,
    owner: &str,
    missing: &str,
    names: &[&str],
) -> Diagnostic {
    let help = if names.is_empty() {
        let plain = |c: char| c.is_alphanumeric() || "_-".contains(c);
        let is_plain = missing.starts_with(char::is_alphabetic) && missing.chars().all(plain);
        let key = if is_plain { missing.to_owned() } else { format!("{missing:?}") };
        Some(format!("list it in the schema: `properties: {{{key}: {{type: string}}}}`"))
    } else {
        did_you_mean("it has", missing, names.iter().copied())
    };
    Diagnostic::error(EVENT_ID, format!("`id` of message `{message}` leads nowhere"))
        .at(span, format!("the schema of {owner} has no property `{missing}`"))
        .maybe_help(help)
}

pub(crate) fn id_in_a_scalar(span: Span, message: &str, owner: &str, what: &str) -> Diagnostic {
    Diagnostic::error(EVENT_ID, format!("`id` of message `{message}` leads nowhere"))
        .at(span, format!("{owner} is {what}: only objects have properties"))
}

pub(crate) fn id_of_wrong_type(span: Span, message: &str, owner: &str, what: &str) -> Diagnostic {
    Diagnostic::error(EVENT_ID, format!("`id` of message `{message}` must lead to a string or an integer"))
        .at(span, format!("{owner} is {what}"))
        .maybe_help(match what {
            "an object" => Some("name one of its properties: `$message.payload#/…`".to_owned()),
            "of any type" => Some("give it `type: string` or `type: integer`".to_owned()),
            "a number" => Some("`type: integer` is a number without a fraction".to_owned()),
            _ => None,
        })
}

pub(crate) fn id_too_far(span: Span, message: &str) -> Diagnostic {
    Diagnostic::error(EVENT_ID, format!("`id` of message `{message}` leads through too many schemas"))
        .at(span, "the search ends here")
}

const TOO_LONG: &str = "timers of browsers cannot wait so long";

pub(crate) fn retry_invalid(node: &Node, message: &str, written: &str, most: i128) -> Diagnostic {
    let title =
        format!("`retry` of message `{message}` must be a whole number of milliseconds from 0 to {most}");
    let unquoted = node.as_str().filter(|text| text.parse::<u32>().is_ok());
    let label = match node.value {
        Value::Int(0..) => TOO_LONG.to_owned(),
        Value::Float(time) if time.is_finite() && time.fract() == 0.0 && time > 0.0 => TOO_LONG.to_owned(),
        Value::Int(_) => "this is negative".to_owned(),
        Value::Float(_) => format!("`{written}` is no whole number"),
        _ => format!("this is {}", node.describe()),
    };
    Diagnostic::error("event-retry", title)
        .at(node.span, label)
        .maybe_help(unquoted.map(|text| format!("without quotes: `{text}`")))
}

// ---- the macro's options --------------------------------------------------------------------------------

pub(crate) fn unknown_option(name: &str, options: &'static [&'static str]) -> Diagnostic {
    Diagnostic::error("unknown-option", format!("unknown option `{name}`")).maybe_help(did_you_mean(
        "the options are",
        name,
        options.iter().copied(),
    ))
}

pub(crate) fn unknown_generate(name: &str, parts: &'static [&'static str]) -> Diagnostic {
    Diagnostic::error("unknown-option", format!("`{name}` cannot be generated")).maybe_help(did_you_mean(
        "what can is",
        name,
        parts.iter().copied(),
    ))
}

pub(crate) fn unknown_patch(name: &str, parts: &'static [&'static str]) -> Diagnostic {
    Diagnostic::error("unknown-option", format!("`patch` has no `{name}`")).maybe_help(did_you_mean(
        "what it has is",
        name,
        parts.iter().copied(),
    ))
}

pub(crate) fn unknown_format_set(name: &str, sets: &'static [&'static str]) -> Diagnostic {
    Diagnostic::error("unknown-option", format!("`formats` has no set `{name}`")).maybe_help(did_you_mean(
        "the sets are",
        name,
        sets.iter().copied(),
    ))
}

pub(crate) fn option_matches_nothing<'a>(
    option: &str,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let is_pointer = name.starts_with('#');
    let mut names: Vec<&str> = known.filter(|name| name.starts_with('#') == is_pointer).collect();
    names.sort_unstable();
    names.dedup();
    Diagnostic::error(
        "option-matches-nothing",
        format!("`{option}` names `{name}`, which the document does not have"),
    )
    .maybe_help(did_you_mean("the document has", name, names))
}

pub(crate) fn option_given_twice(option: &str, name: &str) -> Diagnostic {
    Diagnostic::error("option-given-twice", format!("`{option}` names `{name}` twice"))
        .help("the first is used: remove the other")
}

// ---- bugs of ours ---------------------------------------------------------------------------------------

pub(crate) fn bug(message: &str) -> Diagnostic {
    Diagnostic::error("bug", format!("this is a bug in asyncapi-codegen: {message}"))
        .help("please report it, with the document if you can")
}
