//! The vocabulary of the tables.

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Any,
    Text,
    TextOrNull,
    Flag,
    Number,
    /// One of these strings.
    Word(&'static [&'static str]),
    Object(&'static Object),
    /// The object, or a reference to one.
    ObjectOrRef(&'static Object),
    /// A reference to the object and nothing else (rule R2).
    Ref(&'static Object),
    Map(&'static Map),
    List(&'static Shape),
    /// A schema, a boolean, or a reference to a schema.
    Schema,
    /// A schema or, where it has `schemaFormat`, a multi format schema; or a reference to either.
    Payload,
    /// `type` of a schema: a type's name, or a list of them.
    SchemaType,
    /// `items` of a schema: a schema, or a list of them.
    SchemaItems,
}

/// An object with named fields. Closed but for `x-` extensions, unless `open` (rule D7).
#[derive(Debug)]
pub(crate) struct Object {
    /// How messages name it: "channel", "server variable".
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
    pub(crate) open: bool,
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
}

/// An object whose keys are the author's.
#[derive(Debug)]
pub(crate) struct Map {
    pub(crate) value: Shape,
}

impl Object {
    pub(crate) const fn closed(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, open: false }
    }

    pub(crate) const fn open(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, open: true }
    }

    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// "a channel", "an operation".
    pub(crate) fn with_article(&self) -> String {
        let vowel = self.name.to_lowercase().starts_with(['a', 'e', 'i', 'o', 'u']);
        format!("{} {}", if vowel { "an" } else { "a" }, self.name)
    }
}

pub(super) const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

pub(super) const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}
