//! The schemas: made up, and the same in every run.

use serde_json::{Map, Value, json};

/// An object schema.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
}

#[derive(Debug)]
pub(super) struct Field {
    /// In snake case; the schema has it in camel case.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) required: bool,
    pub(super) constrained: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Text,
    Id,
    Time,
    Integer,
    Count,
    Number,
    Flag,
    Choice(Vec<String>),
    Texts,
    Nested(usize),
    NestedList(usize),
}

/// Half the fields that may have them get constraints if `constrained`.
pub(super) fn schemas(count: usize, constrained: bool) -> Vec<Schema> {
    let mut random = Random(42);
    let mut schemas: Vec<Schema> =
        (0..count.saturating_sub(1)).map(|number| schema(number, constrained, &mut random)).collect();
    // The one that refers to all, so that all are reachable.
    let fields = (0..schemas.len()).map(|number| Field {
        name: format!("record{number}"),
        kind: Kind::Nested(number),
        required: false,
        constrained: false,
    });
    schemas.push(Schema { name: "Catalogue".to_owned(), fields: fields.collect() });
    schemas
}

fn schema(number: usize, constrained: bool, random: &mut Random) -> Schema {
    const WORDS: [&str; 12] = [
        "display_name",
        "owner",
        "kind",
        "total_amount",
        "updated_at",
        "tags",
        "is_active",
        "parent",
        "notes",
        "retry_count",
        "external_reference",
        "address_line",
    ];
    let count = 8 + random.below(5);
    let fields = (0..count).map(|at| {
        let kind = match (at + random.below(3)) % 11 {
            0 | 7 => Kind::Text,
            1 => Kind::Id,
            2 => Kind::Choice((0..3 + random.below(3)).map(|value| format!("choice_{value}")).collect()),
            3 => Kind::Number,
            4 => Kind::Time,
            5 => Kind::Texts,
            6 => Kind::Flag,
            8 => Kind::Integer,
            9 => Kind::Count,
            // Only to what comes before: nothing is recursive.
            _ if number == 0 => Kind::Text,
            _ if random.below(2) == 0 => Kind::Nested(random.below(number)),
            _ => Kind::NestedList(random.below(number)),
        };
        Field {
            name: WORDS[at].to_owned(),
            kind,
            required: random.below(2) == 0,
            constrained: constrained && random.below(2) == 0,
        }
    });
    Schema { name: format!("Record{number}"), fields: fields.collect() }
}

impl Field {
    /// As the schema calls it.
    pub(super) fn json_name(&self) -> String {
        let mut parts = self.name.split('_');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |name, part| {
            let (head, tail) = part.split_at(1);
            name + &head.to_uppercase() + tail
        })
    }

    fn schema(&self, prefix: &str, schemas: &[Schema]) -> Value {
        let reference = |to: usize| json!({"$ref": format!("{prefix}{}", schemas[to].name)});
        let (plain, constraints) = match &self.kind {
            Kind::Text => (json!({"type": "string"}), json!({"minLength": 1, "maxLength": 100})),
            Kind::Id => (json!({"type": "string"}), json!({"minLength": 20})),
            Kind::Time => (json!({"type": "string"}), json!({"maxLength": 40})),
            Kind::Integer => {
                (json!({"type": "integer", "format": "int64"}), json!({"minimum": -1000, "maximum": 1000}))
            }
            Kind::Count => {
                (json!({"type": "integer", "format": "int32"}), json!({"exclusiveMaximum": 100_000}))
            }
            Kind::Number => (json!({"type": "number", "format": "double"}), json!({"minimum": 0})),
            Kind::Flag => (json!({"type": "boolean"}), json!({})),
            Kind::Choice(values) => (json!({"type": "string", "enum": values}), json!({})),
            Kind::Texts => (json!({"type": "array", "items": {"type": "string"}}), json!({"maxItems": 16})),
            Kind::Nested(to) => return reference(*to),
            Kind::NestedList(to) => {
                (json!({"type": "array", "items": reference(*to)}), json!({"minItems": 1}))
            }
        };
        let (Value::Object(mut schema), Value::Object(constraints)) = (plain, constraints) else {
            return Value::Null;
        };
        if self.constrained {
            schema.extend(constraints);
        }
        schema.insert("description".to_owned(), json!(format!("The {}.", self.name.replace('_', " "))));
        Value::Object(schema)
    }
}

/// The schemas by name, with references that begin with `prefix`.
pub(super) fn json_schemas(schemas: &[Schema], prefix: &str) -> Map<String, Value> {
    let one = |schema: &Schema| {
        let properties: Map<_, _> =
            schema.fields.iter().map(|field| (field.json_name(), field.schema(prefix, schemas))).collect();
        let required: Vec<_> =
            schema.fields.iter().filter(|field| field.required).map(Field::json_name).collect();
        let value = json!({
            "type": "object",
            "description": format!("{}, as it is stored.", schema.name),
            "properties": properties,
            "required": required,
        });
        (schema.name.clone(), value)
    };
    schemas.iter().map(one).collect()
}

/// A linear congruential generator: no dependency, no surprise.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }
}
