//! The objects of AsyncAPI 3.0 and 3.1 (`spec/asyncapi.md`, section "Schema").

use super::shape::{Format, Object, Rule, Shape, map, optional, required, until};
use super::sse::X_SSE;
use Shape::{Any, Flag, List, ObjectOrRef, Payload, Ref, Text, Word};

pub(crate) static ROOT: Object = Object::closed(
    "AsyncAPI document",
    &[
        required("asyncapi", Text),
        optional("id", Shape::Format(Format::Uri)),
        required("info", Shape::Object(&INFO)),
        optional("servers", map!(ObjectOrRef(&SERVER), Word)),
        optional("defaultContentType", Shape::Format(Format::MediaType)),
        optional("channels", map!(ObjectOrRef(&CHANNEL))),
        optional("operations", map!(ObjectOrRef(&OPERATION))),
        optional("components", Shape::Object(&COMPONENTS)),
    ],
);

static INFO: Object = Object::closed(
    "info object",
    &[
        required("title", Text),
        required("version", Text),
        optional("description", Text),
        optional("termsOfService", Shape::Format(Format::Uri)),
        optional("contact", Shape::Object(&CONTACT)),
        optional("license", Shape::Object(&LICENSE)),
        optional("tags", TAGS),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
    ],
);

pub(super) static CONTACT: Object = Object::closed(
    "contact object",
    &[
        optional("name", Text),
        optional("url", Shape::Format(Format::Uri)),
        optional("email", Shape::Format(Format::Email)),
    ],
);

pub(super) static LICENSE: Object =
    Object::closed("license object", &[required("name", Text), optional("url", Shape::Format(Format::Uri))]);

static TAG_OR_REF: Shape = ObjectOrRef(&TAG);
const TAGS: Shape = List(&TAG_OR_REF);

static TAG: Object = Object::closed(
    "tag",
    &[
        required("name", Text),
        optional("description", Text),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
    ],
);

pub(super) static EXTERNAL_DOCS: Object = Object::closed(
    "external documentation object",
    &[optional("description", Text), required("url", Shape::Format(Format::Uri))],
);

static SERVER: Object = Object::closed(
    "server",
    &[
        required("host", Text),
        required("protocol", Text),
        optional("protocolVersion", Text),
        optional("pathname", Text),
        optional("description", Text),
        optional("title", Text),
        optional("summary", Text),
        optional("variables", map!(ObjectOrRef(&SERVER_VARIABLE))),
        optional("security", List(&ObjectOrRef(&SECURITY_SCHEME))),
        optional("tags", TAGS),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&SERVER_BINDINGS)),
    ],
)
.with(Rule::ServerVariables);

pub(super) static SERVER_VARIABLE: Object = Object::closed(
    "server variable",
    &[
        optional("enum", List(&Text)),
        optional("default", Text),
        optional("description", Text),
        optional("examples", List(&Text)),
    ],
)
.with(Rule::DefaultInEnum);

pub(crate) static CHANNEL: Object = Object::closed(
    "channel",
    &[
        optional("address", Shape::TextOrNull),
        optional("messages", map!(ObjectOrRef(&MESSAGE))),
        optional("title", Text),
        optional("summary", Text),
        optional("description", Text),
        optional("servers", List(&Ref(&SERVER))),
        optional("parameters", map!(ObjectOrRef(&PARAMETER), Word)),
        optional("tags", TAGS),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&CHANNEL_BINDINGS)),
        // Not in the specification, but honoured: see "Unknown-field policy".
        optional("deprecated", Flag),
    ],
);

static PARAMETER: Object = Object::closed(
    "parameter",
    &[
        optional("enum", List(&Text)),
        optional("default", Text),
        optional("description", Text),
        optional("examples", List(&Text)),
        optional("location", Shape::Format(Format::RuntimeExpression)),
    ],
)
.with(Rule::DefaultInEnum);

pub(crate) static OPERATION: Object = Object::closed(
    "operation",
    &[
        required("action", Word(&["send", "receive"])),
        required("channel", Ref(&CHANNEL)),
        optional("title", Text),
        optional("summary", Text),
        optional("description", Text),
        optional("security", List(&ObjectOrRef(&SECURITY_SCHEME))),
        optional("tags", TAGS),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&OPERATION_BINDINGS)),
        optional("traits", List(&ObjectOrRef(&OPERATION_TRAIT))),
        optional("messages", List(&Ref(&MESSAGE))),
        optional("reply", ObjectOrRef(&REPLY)),
        optional("deprecated", Flag),
    ],
);

static OPERATION_TRAIT: Object = Object::closed(
    "operation trait",
    &[
        until(0, optional("messages", List(&Ref(&MESSAGE)))),
        optional("title", Text),
        optional("summary", Text),
        optional("description", Text),
        optional("security", List(&ObjectOrRef(&SECURITY_SCHEME))),
        optional("tags", TAGS),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&OPERATION_BINDINGS)),
    ],
);

static REPLY: Object = Object::closed(
    "operation reply",
    &[
        optional("address", ObjectOrRef(&REPLY_ADDRESS)),
        optional("channel", Ref(&CHANNEL)),
        optional("messages", List(&Ref(&MESSAGE))),
    ],
);

static REPLY_ADDRESS: Object = Object::closed(
    "operation reply address",
    &[required("location", Shape::Format(Format::RuntimeExpression)), optional("description", Text)],
);

pub(crate) static MESSAGE: Object = Object::closed(
    "message",
    &[
        optional("headers", Payload),
        optional("payload", Payload),
        optional("correlationId", ObjectOrRef(&CORRELATION_ID)),
        optional("contentType", Shape::Format(Format::MediaType)),
        optional("name", Text),
        optional("title", Text),
        optional("summary", Text),
        optional("description", Text),
        optional("tags", TAGS),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&MESSAGE_BINDINGS)),
        optional("x-sse", ObjectOrRef(&X_SSE)),
        optional("examples", List(&Shape::Object(&MESSAGE_EXAMPLE))),
        optional("traits", List(&ObjectOrRef(&MESSAGE_TRAIT))),
        optional("deprecated", Flag),
    ],
)
.with(Rule::Message);

static MESSAGE_TRAIT: Object = Object::closed(
    "message trait",
    &[
        optional("headers", Payload),
        optional("correlationId", ObjectOrRef(&CORRELATION_ID)),
        optional("contentType", Shape::Format(Format::MediaType)),
        optional("name", Text),
        optional("title", Text),
        optional("summary", Text),
        optional("description", Text),
        optional("tags", TAGS),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&MESSAGE_BINDINGS)),
        optional("x-sse", ObjectOrRef(&X_SSE)),
        optional("examples", List(&Shape::Object(&MESSAGE_EXAMPLE))),
    ],
)
.with(Rule::Message);

static MESSAGE_EXAMPLE: Object = Object::closed(
    "message example",
    &[optional("headers", Any), optional("payload", Any), optional("name", Text), optional("summary", Text)],
);

pub(super) static CORRELATION_ID: Object = Object::closed(
    "correlation id",
    &[required("location", Shape::Format(Format::RuntimeExpression)), optional("description", Text)],
);

static COMPONENTS: Object = Object::closed(
    "components object",
    &[
        optional("schemas", map!(Payload, Component)),
        optional("servers", map!(ObjectOrRef(&SERVER), Component)),
        optional("channels", map!(ObjectOrRef(&CHANNEL), Component)),
        optional("operations", map!(ObjectOrRef(&OPERATION), Component)),
        optional("messages", map!(ObjectOrRef(&MESSAGE), Component)),
        optional("securitySchemes", map!(ObjectOrRef(&SECURITY_SCHEME), Component)),
        optional("serverVariables", map!(ObjectOrRef(&SERVER_VARIABLE), Component)),
        optional("parameters", map!(ObjectOrRef(&PARAMETER), Component)),
        optional("correlationIds", map!(ObjectOrRef(&CORRELATION_ID), Component)),
        optional("replies", map!(ObjectOrRef(&REPLY), Component)),
        optional("replyAddresses", map!(ObjectOrRef(&REPLY_ADDRESS), Component)),
        optional("externalDocs", map!(ObjectOrRef(&EXTERNAL_DOCS), Component)),
        optional("tags", map!(ObjectOrRef(&TAG), Component)),
        optional("operationTraits", map!(ObjectOrRef(&OPERATION_TRAIT), Component)),
        optional("messageTraits", map!(ObjectOrRef(&MESSAGE_TRAIT), Component)),
        optional("serverBindings", map!(ObjectOrRef(&SERVER_BINDINGS), Component)),
        optional("channelBindings", map!(ObjectOrRef(&CHANNEL_BINDINGS), Component)),
        optional("operationBindings", map!(ObjectOrRef(&OPERATION_BINDINGS), Component)),
        optional("messageBindings", map!(ObjectOrRef(&MESSAGE_BINDINGS), Component)),
    ],
);

static SECURITY_SCHEME: Object = Object::closed(
    "security scheme",
    &[
        required(
            "type",
            Word(&[
                "userPassword",
                "apiKey",
                "X509",
                "symmetricEncryption",
                "asymmetricEncryption",
                "httpApiKey",
                "http",
                "oauth2",
                "openIdConnect",
                "plain",
                "scramSha256",
                "scramSha512",
                "gssapi",
            ]),
        ),
        optional("description", Text),
        optional("name", Text),
        optional("in", Word(&["user", "password", "query", "header", "cookie"])),
        optional("scheme", Text),
        optional("bearerFormat", Text),
        optional("flows", Shape::Object(&OAUTH_FLOWS)),
        optional("openIdConnectUrl", Shape::Format(Format::Uri)),
        optional("scopes", List(&Text)),
    ],
)
.with(Rule::SecurityScheme);

static OAUTH_FLOWS: Object = Object::closed(
    "OAuth flows object",
    &[
        optional("implicit", Shape::Object(&OAUTH_FLOW)),
        optional("password", Shape::Object(&OAUTH_FLOW)),
        optional("clientCredentials", Shape::Object(&OAUTH_FLOW)),
        optional("authorizationCode", Shape::Object(&OAUTH_FLOW)),
    ],
)
.with(Rule::OauthFlows);

static OAUTH_FLOW: Object = Object::closed(
    "OAuth flow",
    &[
        optional("authorizationUrl", Shape::Format(Format::Uri)),
        optional("tokenUrl", Shape::Format(Format::Uri)),
        optional("refreshUrl", Shape::Format(Format::Uri)),
        required("availableScopes", map!(Text)),
    ],
);

/// The protocols with a binding in the 3.x lists (L1117-1239).
macro_rules! bindings {
    ($name:literal $(, $own:expr)?) => {
        Object::closed(
            $name,
            &[
                $($own,)?
                optional("http", Any),
                optional("ws", Any),
                optional("kafka", Any),
                optional("anypointmq", Any),
                optional("amqp", Any),
                optional("amqp1", Any),
                optional("mqtt", Any),
                optional("mqtt5", Any),
                optional("nats", Any),
                optional("jms", Any),
                optional("sns", Any),
                optional("sqs", Any),
                optional("stomp", Any),
                optional("redis", Any),
                optional("mercure", Any),
                optional("solace", Any),
                optional("ibmmq", Any),
                optional("googlepubsub", Any),
                optional("pulsar", Any),
                optional("ros2", Any),
            ],
        )
    };
}

static SERVER_BINDINGS: Object = bindings!("server bindings object").with(Rule::ServerBindings);
static CHANNEL_BINDINGS: Object = bindings!("channel bindings object").with(Rule::ChannelBindings);
static OPERATION_BINDINGS: Object = bindings!("operation bindings object").with(Rule::OperationBindings);
static MESSAGE_BINDINGS: Object =
    bindings!("message bindings object", optional("x-sse", ObjectOrRef(&X_SSE))).with(Rule::MessageBindings);
