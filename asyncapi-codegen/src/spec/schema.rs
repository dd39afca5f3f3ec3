//! The Schema Object and the Multi Format Schema Object, the same for all versions.

use super::shape::{Object, Rule, Shape, map, optional, required};
use super::v3::EXTERNAL_DOCS;
use Shape::{Any, Flag, List, Number, ObjectOrRef, Schema, SchemaItems, SchemaType, Text};

pub(crate) static MULTI_FORMAT_SCHEMA: Object =
    Object::open("multi format schema", &[required("schemaFormat", Text), required("schema", Any)]);

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
)
.with(Rule::Schema);
