//! The objects of AsyncAPI 2.0 to 2.6 (`spec/asyncapi.md` of each version, section "Schema").

use super::shape::{Format, Object, Rule, Shape, map, optional, required, since};
use super::sse::X_SSE;
use super::v3::{CONTACT, CORRELATION_ID, EXTERNAL_DOCS, LICENSE, SERVER_VARIABLE};
use Shape::{Any, Flag, List, Messages, ObjectOrRef, PayloadOfFormat, Schema, Text, WordSince};

pub(crate) static ROOT: Object = Object::closed(
    "AsyncAPI document",
    &[
        required("asyncapi", Text),
        optional("id", Shape::Format(Format::Uri)),
        required("info", Shape::Object(&INFO)),
        optional("servers", map!(ObjectOrRef(&SERVER), Word)),
        optional("defaultContentType", Shape::Format(Format::MediaType)),
        required("channels", map!(Shape::Object(&CHANNEL))),
        optional("components", Shape::Object(&COMPONENTS)),
        optional("tags", TAGS),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
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
    ],
);

/// "Each tag name in the list MUST be unique."
const TAGS: Shape = Shape::UniqueNames(&TAG);

static TAG: Object = Object::closed(
    "tag",
    &[
        required("name", Text),
        optional("description", Text),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
    ],
);

static SERVER: Object = Object::closed(
    "server",
    &[
        required("url", Text),
        required("protocol", Text),
        optional("protocolVersion", Text),
        optional("description", Text),
        optional("variables", map!(ObjectOrRef(&SERVER_VARIABLE))),
        optional("security", SECURITY),
        since(5, optional("tags", TAGS)),
        optional("bindings", ObjectOrRef(&SERVER_BINDINGS)),
    ],
)
.with(Rule::ServerVariables);

/// Security requirements: alternatives, each a map from scheme names to scopes.
const SECURITY: Shape = List(&map!(List(&Text)));

pub(crate) static CHANNEL: Object = Object::closed(
    "channel",
    &[
        optional("$ref", Text),
        optional("description", Text),
        since(2, optional("servers", List(&Text))),
        optional("subscribe", Shape::Object(&OPERATION)),
        optional("publish", Shape::Object(&OPERATION)),
        optional("parameters", map!(ObjectOrRef(&PARAMETER), Word)),
        optional("bindings", ObjectOrRef(&CHANNEL_BINDINGS)),
        // Not in the specification, but honoured: see "Unknown-field policy".
        optional("deprecated", Flag),
    ],
);

static PARAMETER: Object = Object::closed(
    "parameter",
    &[
        optional("description", Text),
        optional("schema", Schema),
        optional("location", Shape::Format(Format::RuntimeExpression)),
    ],
);

static OPERATION: Object = Object::closed(
    "operation",
    &[
        optional("operationId", Text),
        optional("summary", Text),
        optional("description", Text),
        since(4, optional("security", SECURITY)),
        optional("tags", TAGS),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&OPERATION_BINDINGS)),
        optional("traits", List(&ObjectOrRef(&OPERATION_TRAIT))),
        optional("message", Messages(&MESSAGE)),
        optional("deprecated", Flag),
    ],
);

static OPERATION_TRAIT: Object = Object::closed(
    "operation trait",
    &[
        optional("operationId", Text),
        optional("summary", Text),
        optional("description", Text),
        since(4, optional("security", SECURITY)),
        optional("tags", TAGS),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&OPERATION_BINDINGS)),
    ],
);

pub(crate) static MESSAGE: Object = Object::closed(
    "message",
    &[
        since(4, optional("messageId", Text)),
        optional("headers", Schema),
        optional("payload", PayloadOfFormat),
        optional("correlationId", ObjectOrRef(&CORRELATION_ID)),
        optional("schemaFormat", Text),
        optional("contentType", Shape::Format(Format::MediaType)),
        optional("name", Text),
        optional("title", Text),
        optional("summary", Text),
        optional("description", Text),
        optional("tags", TAGS),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
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
        since(4, optional("messageId", Text)),
        optional("headers", Schema),
        optional("correlationId", ObjectOrRef(&CORRELATION_ID)),
        optional("schemaFormat", Text),
        optional("contentType", Shape::Format(Format::MediaType)),
        optional("name", Text),
        optional("title", Text),
        optional("summary", Text),
        optional("description", Text),
        optional("tags", TAGS),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&MESSAGE_BINDINGS)),
        optional("x-sse", ObjectOrRef(&X_SSE)),
        optional("examples", List(&Shape::Object(&MESSAGE_EXAMPLE))),
    ],
)
.with(Rule::Message);

static MESSAGE_EXAMPLE: Object = Object::closed(
    "message example",
    &[
        optional("headers", Any),
        optional("payload", Any),
        since(1, optional("name", Text)),
        since(1, optional("summary", Text)),
    ],
);

static COMPONENTS: Object = Object::closed(
    "components object",
    &[
        optional("schemas", map!(Schema, Component)),
        since(3, optional("servers", map!(ObjectOrRef(&SERVER), Component))),
        since(4, optional("serverVariables", map!(ObjectOrRef(&SERVER_VARIABLE), Component))),
        since(3, optional("channels", map!(Shape::Object(&CHANNEL), Component))),
        optional("messages", map!(ObjectOrRef(&MESSAGE), Component)),
        optional("securitySchemes", map!(ObjectOrRef(&SECURITY_SCHEME), Component)),
        optional("parameters", map!(ObjectOrRef(&PARAMETER), Component)),
        optional("correlationIds", map!(ObjectOrRef(&CORRELATION_ID), Component)),
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
            WordSince(&[
                ("userPassword", 0),
                ("apiKey", 0),
                ("X509", 0),
                ("symmetricEncryption", 0),
                ("asymmetricEncryption", 0),
                ("httpApiKey", 0),
                ("http", 0),
                ("oauth2", 0),
                ("openIdConnect", 0),
                ("plain", 1),
                ("scramSha256", 1),
                ("scramSha512", 1),
                ("gssapi", 1),
            ]),
        ),
        optional("description", Text),
        optional("name", Text),
        optional("in", Shape::Word(&["user", "password", "query", "header", "cookie"])),
        optional("scheme", Text),
        optional("bearerFormat", Text),
        optional("flows", Shape::Object(&OAUTH_FLOWS)),
        optional("openIdConnectUrl", Shape::Format(Format::Uri)),
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
        required("scopes", map!(Text)),
    ],
);

// The maps of bindings are open in 2.x: any protocol may have one.
static SERVER_BINDINGS: Object = Object::open("server bindings object", &[]).with(Rule::ServerBindings);
static CHANNEL_BINDINGS: Object = Object::open("channel bindings object", &[]).with(Rule::ChannelBindings);
static OPERATION_BINDINGS: Object =
    Object::open("operation bindings object", &[]).with(Rule::OperationBindings);
static MESSAGE_BINDINGS: Object =
    Object::open("message bindings object", &[optional("x-sse", ObjectOrRef(&X_SSE))])
        .with(Rule::MessageBindings);
