//! The objects of AsyncAPI 3.0 and 3.1 (`spec/asyncapi.md`, section "Schema").

use super::shape::{Map, Object, Shape, optional, required};
use Shape::{
    Any, Flag, List, Number, ObjectOrRef, Payload, Ref, Schema, SchemaItems, SchemaType, Text, Word,
};

macro_rules! map {
    ($shape:expr) => {
        Shape::Map(&Map { value: $shape })
    };
}

pub(crate) static ROOT: Object = Object::closed(
    "AsyncAPI document",
    &[
        required("asyncapi", Text),
        optional("id", Text),
        required("info", Shape::Object(&INFO)),
        optional("servers", map!(ObjectOrRef(&SERVER))),
        optional("defaultContentType", Text),
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
        optional("termsOfService", Text),
        optional("contact", Shape::Object(&CONTACT)),
        optional("license", Shape::Object(&LICENSE)),
        optional("tags", TAGS),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
    ],
);

static CONTACT: Object = Object::closed(
    "contact object",
    &[optional("name", Text), optional("url", Text), optional("email", Text)],
);

static LICENSE: Object = Object::closed("license object", &[required("name", Text), optional("url", Text)]);

const TAGS: Shape = List(&ObjectOrRef(&TAG));

static TAG: Object = Object::closed(
    "tag",
    &[
        required("name", Text),
        optional("description", Text),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
    ],
);

static EXTERNAL_DOCS: Object =
    Object::closed("external documentation object", &[optional("description", Text), required("url", Text)]);

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
);

static SERVER_VARIABLE: Object = Object::closed(
    "server variable",
    &[
        optional("enum", List(&Text)),
        optional("default", Text),
        optional("description", Text),
        optional("examples", List(&Text)),
    ],
);

pub(crate) static CHANNEL: Object = Object::closed(
    "channel",
    &[
        optional("address", Shape::TextOrNull),
        optional("messages", map!(ObjectOrRef(&MESSAGE))),
        optional("title", Text),
        optional("summary", Text),
        optional("description", Text),
        optional("servers", List(&Ref(&SERVER))),
        optional("parameters", map!(ObjectOrRef(&PARAMETER))),
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
        optional("location", Text),
    ],
);

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

static REPLY_ADDRESS: Object =
    Object::closed("operation reply address", &[required("location", Text), optional("description", Text)]);

pub(crate) static MESSAGE: Object = Object::closed(
    "message",
    &[
        optional("headers", Payload),
        optional("payload", Payload),
        optional("correlationId", ObjectOrRef(&CORRELATION_ID)),
        optional("contentType", Text),
        optional("name", Text),
        optional("title", Text),
        optional("summary", Text),
        optional("description", Text),
        optional("tags", TAGS),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&MESSAGE_BINDINGS)),
        optional("examples", List(&Shape::Object(&MESSAGE_EXAMPLE))),
        optional("traits", List(&ObjectOrRef(&MESSAGE_TRAIT))),
        optional("deprecated", Flag),
    ],
);

static MESSAGE_TRAIT: Object = Object::closed(
    "message trait",
    &[
        optional("headers", Payload),
        optional("correlationId", ObjectOrRef(&CORRELATION_ID)),
        optional("contentType", Text),
        optional("name", Text),
        optional("title", Text),
        optional("summary", Text),
        optional("description", Text),
        optional("tags", TAGS),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
        optional("bindings", ObjectOrRef(&MESSAGE_BINDINGS)),
        optional("examples", List(&Shape::Object(&MESSAGE_EXAMPLE))),
    ],
);

static MESSAGE_EXAMPLE: Object = Object::closed(
    "message example",
    &[optional("headers", Any), optional("payload", Any), optional("name", Text), optional("summary", Text)],
);

static CORRELATION_ID: Object =
    Object::closed("correlation id", &[required("location", Text), optional("description", Text)]);

static COMPONENTS: Object = Object::closed(
    "components object",
    &[
        optional("schemas", map!(Payload)),
        optional("servers", map!(ObjectOrRef(&SERVER))),
        optional("channels", map!(ObjectOrRef(&CHANNEL))),
        optional("operations", map!(ObjectOrRef(&OPERATION))),
        optional("messages", map!(ObjectOrRef(&MESSAGE))),
        optional("securitySchemes", map!(ObjectOrRef(&SECURITY_SCHEME))),
        optional("serverVariables", map!(ObjectOrRef(&SERVER_VARIABLE))),
        optional("parameters", map!(ObjectOrRef(&PARAMETER))),
        optional("correlationIds", map!(ObjectOrRef(&CORRELATION_ID))),
        optional("replies", map!(ObjectOrRef(&REPLY))),
        optional("replyAddresses", map!(ObjectOrRef(&REPLY_ADDRESS))),
        optional("externalDocs", map!(ObjectOrRef(&EXTERNAL_DOCS))),
        optional("tags", map!(ObjectOrRef(&TAG))),
        optional("operationTraits", map!(ObjectOrRef(&OPERATION_TRAIT))),
        optional("messageTraits", map!(ObjectOrRef(&MESSAGE_TRAIT))),
        optional("serverBindings", map!(ObjectOrRef(&SERVER_BINDINGS))),
        optional("channelBindings", map!(ObjectOrRef(&CHANNEL_BINDINGS))),
        optional("operationBindings", map!(ObjectOrRef(&OPERATION_BINDINGS))),
        optional("messageBindings", map!(ObjectOrRef(&MESSAGE_BINDINGS))),
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
        optional("openIdConnectUrl", Text),
        optional("scopes", List(&Text)),
    ],
);

static OAUTH_FLOWS: Object = Object::closed(
    "OAuth flows object",
    &[
        optional("implicit", Shape::Object(&OAUTH_FLOW)),
        optional("password", Shape::Object(&OAUTH_FLOW)),
        optional("clientCredentials", Shape::Object(&OAUTH_FLOW)),
        optional("authorizationCode", Shape::Object(&OAUTH_FLOW)),
    ],
);

static OAUTH_FLOW: Object = Object::closed(
    "OAuth flow",
    &[
        optional("authorizationUrl", Text),
        optional("tokenUrl", Text),
        optional("refreshUrl", Text),
        required("availableScopes", map!(Text)),
    ],
);

/// The protocols with a binding in the 3.x lists (L1117-1239), plus `sse`, which the specification does not
/// know yet: this project reads `bindings.sse.event`.
macro_rules! bindings {
    ($name:literal) => {
        Object::closed(
            $name,
            &[
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
                optional("sse", Any),
            ],
        )
    };
}

static SERVER_BINDINGS: Object = bindings!("server bindings object");
static CHANNEL_BINDINGS: Object = bindings!("channel bindings object");
static OPERATION_BINDINGS: Object = bindings!("operation bindings object");
static MESSAGE_BINDINGS: Object = bindings!("message bindings object");

pub(crate) static MULTI_FORMAT_SCHEMA: Object =
    Object::closed("multi format schema", &[required("schemaFormat", Text), required("schema", Any)]);

/// The Schema Object: JSON Schema draft-07 with AsyncAPI's additions and OpenAPI's `nullable`. Open: a keyword
/// nobody knows is no constraint.
pub(crate) static SCHEMA: Object = Object::open(
    "schema",
    &[
        optional("title", Text),
        optional("description", Text),
        optional("type", SchemaType),
        optional("enum", List(&Any)),
        optional("const", Any),
        optional("default", Any),
        optional("examples", List(&Any)),
        optional("format", Text),
        optional("properties", map!(Schema)),
        optional("patternProperties", map!(Schema)),
        optional("additionalProperties", Schema),
        optional("propertyNames", Schema),
        optional("required", List(&Text)),
        optional("minProperties", Number),
        optional("maxProperties", Number),
        optional("items", SchemaItems),
        optional("additionalItems", Schema),
        optional("contains", Schema),
        optional("minItems", Number),
        optional("maxItems", Number),
        optional("uniqueItems", Flag),
        optional("minLength", Number),
        optional("maxLength", Number),
        optional("pattern", Text),
        optional("minimum", Number),
        optional("maximum", Number),
        optional("exclusiveMinimum", Number),
        optional("exclusiveMaximum", Number),
        optional("multipleOf", Number),
        optional("allOf", List(&Schema)),
        optional("anyOf", List(&Schema)),
        optional("oneOf", List(&Schema)),
        optional("not", Schema),
        optional("if", Schema),
        optional("then", Schema),
        optional("else", Schema),
        optional("definitions", map!(Schema)),
        optional("dependencies", Any),
        optional("discriminator", Any),
        optional("externalDocs", ObjectOrRef(&EXTERNAL_DOCS)),
        optional("deprecated", Flag),
        optional("readOnly", Flag),
        optional("writeOnly", Flag),
        optional("nullable", Flag),
        optional("contentEncoding", Text),
        optional("contentMediaType", Text),
        optional("$id", Text),
        optional("$schema", Text),
        optional("$comment", Text),
        optional("$defs", map!(Schema)),
    ],
);
